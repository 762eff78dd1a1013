/** The same tests on the embedded engine: the double answers as it does. */
import './on-the-engine.ts';
import '../classes.test.ts';

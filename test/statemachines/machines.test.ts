/**
 * Every path of the three machines, on the engine, at a time that the tests move. One file, because the last of its
 * parts asks what all the others have covered.
 */
import './paths/automatic.ts';
import './paths/intake.ts';
import './paths/dispatch.ts';
import './paths/rounds.ts';
import './paths/waiver.ts';
import './paths/failures.ts';
import './paths/cancellation.ts';
import './paths/children.ts';
import './paths/starts.ts';
import './paths/release.ts';
import './paths/races.ts';
import './paths/uncovered.ts';

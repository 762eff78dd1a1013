/** One file for the runner: loading CDK takes longer than all these tests, and would be done once for each file. */
import './stacks/tables.ts';
import './stacks/functions.ts';
import './stacks/machines.ts';
import './stacks/api.ts';
import './stacks/edges.ts';
import './stacks/findings.ts';
import './stacks/policies.ts';

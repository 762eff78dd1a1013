import { describe } from 'vitest';
import { refuses } from '#test/factories/bad-input.ts';
import type { Call } from '#test/factories/requests.ts';
import { tasks, testBed } from '#test/factories/test-bed.ts';

const the = testBed();

const decision = (change: object): Partial<Call> => ({ body: { decision: change } });

describe('bad input of a task', () => {
  refuses(the, [
    ['a decision that is none', 'decideTask', decision({ outcome: 'maybe' }), '/decision/outcome'],
    ['a decision of another step', 'decideTask', decision({ outcome: 'approve' }), '/decision/outcome'],
    [
      'a return without a reason',
      'decideTask',
      decision({ outcome: 'return', lines: [] }),
      '/decision/reason',
    ],
    [
      'a return of a line that there is not',
      'decideTask',
      decision({ outcome: 'return', reason: 'x', lines: [{ line: 2, reason: 'x' }] }),
      '/decision/lines/0/line',
    ],
    [
      'results for no line',
      'recordResults',
      { body: { results: [{ line: 2, outcome: 'pass', testedOn: '2026-03-02' }] } },
      '/results/0/line',
    ],
    [
      'a result out of tolerance that passes',
      'recordResults',
      {
        body: {
          results: [
            {
              line: 1,
              outcome: 'pass',
              testedOn: '2026-03-02',
              measurements: [{ point: 'x', nominal: 1, reading: 2, tolerance: 0.5, unit: 'x' }],
            },
          ],
        },
      },
      '/results/0/measurements',
    ],
    [
      'a failure without a reason',
      'recordResults',
      { body: { results: [{ line: 1, outcome: 'fail', testedOn: '2026-03-02' }] } },
      '/results/0/reason',
    ],
    [
      'a test of tomorrow',
      'recordResults',
      { body: { results: [{ line: 1, outcome: 'pass', testedOn: '2026-03-03' }] } },
      '/results/0/testedOn',
    ],
    [
      'one task twice',
      'decideTasks',
      { body: { items: [1, 2].map(() => ({ task: tasks.intake.id, decision: { outcome: 'accept' } })) } },
      '/items',
    ],
    ['an empty bulk', 'decideTasks', { body: { items: [] } }, '/items'],
  ]);
});

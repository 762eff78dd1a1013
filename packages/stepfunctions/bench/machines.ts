/** The machine that is measured: ten states, eight Pass and two calls of a function that answers at once. */
export const STATES = 10;

const isTask = (index: number): boolean => index % 5 === 4;
const next = (index: number): object => (index === STATES - 1 ? { End: true } : { Next: `S${index + 1}` });

function machine(language: object, state: (index: number) => object): object {
  const states = Array.from({ length: STATES }, (_, index) => [
    `S${index}`,
    { ...state(index), ...next(index) },
  ]);
  return { ...language, StartAt: 'S0', States: Object.fromEntries(states) };
}

/** As it runs here. */
export const JSONATA = machine({ QueryLanguage: 'JSONata' }, (index) =>
  isTask(index)
    ? {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: 'echo', Payload: { n: '{% $states.input.n %}' } },
        Output: '{% $states.result.Payload %}',
      }
    : { Type: 'Pass', Output: { n: '{% $states.input.n + 1 %}' } },
);

/** The same for aws-local-stepfunctions, which knows JSONPath only; its function is called without a service around it. */
export const JSONPATH = machine({}, (index) =>
  isTask(index)
    ? {
        Type: 'Task',
        Resource: 'arn:aws:lambda:us-east-1:000000000000:function:echo',
        Parameters: { 'n.$': '$.n' },
      }
    : { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' } },
);

export const TASKS = Array.from({ length: STATES }, (_, index) => index)
  .filter(isTask)
  .map((index) => `S${index}`);

/** What every run must give: eight additions on 1. */
export const EXPECTED = { n: 9 };

import { conform, inState } from './conformance.ts';

const map = (fields: object): object => ({
  StartAt: 'M',
  States: {
    M: {
      Type: 'Map',
      Items: [1],
      ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } },
      ...fields,
      End: true,
    },
  },
});

conform(
  'Numbers of a Map that expressions give',
  {},
  [
    ['ToleratedFailurePercentage', 101, 'must be between 0 and 100: 101'],
    ['ToleratedFailureCount', 0.5, 'cannot be parsed as an integer: 0.5'],
    ['MaxConcurrency', 1.5, 'cannot be parsed as an integer: 1.5'],
    ['MaxConcurrency', -1, 'cannot be negative: -1'],
  ].map(([field, value, says]) => ({
    says: `${field} ${says}`,
    // That they are refused; the words follow those of TimeoutSeconds, for which there are recordings.
    source: 'docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html',
    machine: map({ [String(field)]: `{% ${value} %}` }),
    error: 'States.QueryEvaluationError',
    cause: `${inState('M', 2)}The ${field} field ${says}`,
  })),
);

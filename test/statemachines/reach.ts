import type { Placed } from './definitions.ts';
import { type Circumstances, refuses } from './fake-functions.ts';
import { reviewsAboveTheLimit } from './replies.ts';

/** Above the limit: the reviewer's approval needs a second person. */
export const aboveTheLimit = (): NonNullable<Circumstances['replies']> => ({
  'open-task waiver-review': [reviewsAboveTheLimit()],
});

/** Under which circumstances a life comes to a state. Where nothing is said it always does. */
const circumstances: Record<string, () => Circumstances> = {
  'A clerk looks at it': () => ({ route: 'review' }),
  'Accept it by default': () => ({ route: 'review', silent: ['open-task intake-review'] }),
  'Verify beside the waiver': () => ({ waiver: 'decide' }),
  'Do it at once and free of charge': () => ({ silent: ['await-dispatch'] }),
  'Review the waiver': () => ({ waiver: 'decide' }),
  'Take the review one level up': () => ({ waiver: 'decide', silent: ['open-task waiver-review'] }),
  'Countersign the waiver': () => ({ waiver: 'decide', replies: aboveTheLimit() }),
  "Apply the policy's default": () => ({
    waiver: 'decide',
    silent: ['open-task waiver-review', 'open-task waiver-review escalated'],
  }),
  'Release what was taken': () => ({ turns: { close: [refuses('IllegalTransition')] } }),
};

export const reach = ({ name }: Placed): Circumstances => circumstances[name]?.() ?? {};

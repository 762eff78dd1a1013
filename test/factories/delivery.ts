import type { Delivery, StartInput } from '#contract/delivery.ts';
import { waits } from '#store/delivery/waits.ts';
import { physicalName } from '#store/dynamodb/client.ts';
import { ID, NOW } from './appointment.ts';

/** A token of a wait, as if it had been kept before. */
export const keptToken = (appointmentId: string, wait: string, token: string) => ({
  item: {
    Put: {
      TableName: physicalName('waits'),
      Item: waits.encode({ appointmentId, wait, token, expiresAt: 4_000_000_000 }),
    },
  },
});

type Of<Kind extends Delivery['kind']> = Extract<Delivery, { kind: Kind }>;

const input: StartInput = {
  appointmentId: ID,
  revision: 2,
  route: 'accepted',
  waiver: 'none',
  limits: {
    intakeSeconds: 1,
    dispatchSeconds: 2,
    overdueSeconds: 3,
    stepSeconds: 4,
    reviewSeconds: 5,
    escalatedReviewSeconds: 6,
    countersignSeconds: 7,
  },
  triagedAt: Date.parse(NOW),
};

/** One of each kind of delivery, with whatever a test wants otherwise. */
export const delivery = {
  start: (change: Partial<StartInput> = {}): Of<'start'> => ({
    kind: 'start',
    input: { ...input, ...change },
  }),
  resume: (change: Partial<Of<'resume'>> = { output: { route: 'accepted' } }): Of<'resume'> => ({
    kind: 'resume',
    appointmentId: ID,
    wait: 'w',
    ...change,
  }),
  cancel: (change: Partial<Of<'cancel-waits'>> = {}): Of<'cancel-waits'> => ({
    kind: 'cancel-waits',
    appointmentId: ID,
    cause: '不再需要',
    ...change,
  }),
};

import type { Principal } from '#domain/people/principal.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import type { IdempotencyKey } from '#store/delivery/idempotency.ts';

/** Nobody in particular, on a public route: only when is known. */
export type Anybody = { now: Moment };

/** Somebody signed in who reads: who asks, and when. */
export type Reader = Anybody & { principal: Principal };

/** Somebody who changes something: a use case that writes wants the key too, and cannot be called without one. */
export type Caller = Reader & { idempotency: IdempotencyKey };

import type { InstrumentType, ServiceKind } from '#domain/ledger/catalogue.ts';
import type { EffectivePolicy } from '#domain/policy/policy.ts';
import type { LocalDate } from '#domain/time/calendar.ts';

/** What the policies room knows of a unit on a day, and a rule must be given. */
export type Reference = {
  readonly policy: EffectivePolicy;
  readonly typeOf: (id: string) => InstrumentType | undefined;
  /** Fen; undefined for what has no tariff: a clerk prices it. */
  readonly tariffOf: (id: string, kind: ServiceKind, date: LocalDate) => number | undefined;
};

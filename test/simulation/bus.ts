import { rules } from '#contract/index.ts';
import type { RuleDefinition } from '#contract/types.ts';
import { machineArn } from '#local/names.ts';
import type { Deliveries } from './deliveries.ts';
import type { Faults } from './faults.ts';

type BusEvent = { source: string; 'detail-type': string; detail: Record<string, unknown> };
type Entry = { EventBusName?: string; Source?: string; DetailType?: string; Detail?: string };

/** Both buses, by the rules of the contract. */
export class Bus {
  readonly #deliveries: Deliveries;
  readonly #faults: Faults;

  constructor(deliveries: Deliveries, faults: Faults) {
    this.#deliveries = deliveries;
    this.#faults = faults;
  }

  /** PutEvents: an entry may be refused although the call succeeds. */
  putEvents(entries: readonly Entry[]): { FailedEntryCount: number; Entries: object[] } {
    const results = entries.map((entry) => {
      if (this.#faults.strikes('entry refused')) return { ErrorCode: 'InternalFailure' };
      if (!this.#faults.strikes('event never came'))
        this.publish(entry.EventBusName === 'greenlane' ? 'greenlane' : 'default', {
          source: entry.Source ?? '',
          'detail-type': entry.DetailType ?? '',
          detail: JSON.parse(entry.Detail ?? '{}') as Record<string, unknown>,
        });
      return { EventId: 'event' };
    });
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  }

  publish(bus: RuleDefinition['bus'], event: BusEvent): void {
    for (const rule of Object.values(rules))
      if (rule.bus === bus && matches(rule, event)) this.#deliveries.deliver(rule, event);
  }
}

function matches({ source, detailTypes, execution }: RuleDefinition, event: BusEvent): boolean {
  if (source !== event.source || !detailTypes.includes(event['detail-type'])) return false;
  if (!execution) return true;
  const { stateMachineArn, status } = event.detail;
  return stateMachineArn === machineArn(execution.machine) && execution.statuses.includes(String(status));
}

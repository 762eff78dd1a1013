import { rules } from '#contract/index.ts';
import type { RuleDefinition } from '#contract/types.ts';
import { machineArn } from '#local/names.ts';
import type { Deliveries } from './deliveries.ts';

type BusEvent = { source: string; 'detail-type': string; detail: Record<string, unknown> };
/** The account's bus, on which Step Functions says how executions ended, by the rules of the contract. */
export class Bus {
  readonly #deliveries: Deliveries;

  constructor(deliveries: Deliveries) {
    this.#deliveries = deliveries;
  }

  publish(event: BusEvent): void {
    for (const rule of Object.values(rules)) if (matches(rule, event)) this.#deliveries.deliver(rule, event);
  }
}

function matches({ source, detailTypes, execution }: RuleDefinition, event: BusEvent): boolean {
  if (source !== event.source || !detailTypes.includes(event['detail-type'])) return false;
  if (!execution) return true;
  const { stateMachineArn, status } = event.detail;
  return stateMachineArn === machineArn(execution.machine) && execution.statuses.includes(String(status));
}

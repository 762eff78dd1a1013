import type { RuleDefinition } from '#contract/index.ts';
import type { Contract } from '#local/contract.ts';
import { machineArn } from '#local/names.ts';
import type { Deliveries } from './deliveries.ts';

/** An event as EventBridge hands it to a target. */
export type BusEvent = {
  readonly version: string;
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
};

/** The account's bus, on which Step Functions reports executions. Accepted means delivered. */
export class EventBus {
  readonly #rules: Contract['rules'];
  readonly #deliveries: Deliveries;

  constructor(rules: Contract['rules'], deliveries: Deliveries) {
    this.#rules = rules;
    this.#deliveries = deliveries;
  }

  /** When this returns, every function that a rule names will have the event, whatever happens to this process. */
  publish(event: BusEvent): void {
    const matching = Object.values(this.#rules).filter((rule) => matches(rule, event));
    this.#deliveries.add(
      matching.map((rule) => ({
        function: rule.function,
        payload: event,
        maximumRetries: rule.maximumRetries,
        deadLetterQueue: rule.deadLetterQueue,
      })),
    );
  }
}

function matches(rule: RuleDefinition, event: BusEvent): boolean {
  if (rule.source !== event.source || !rule.detailTypes.includes(event['detail-type'])) return false;
  if (!rule.execution) return true;
  const { stateMachineArn, status } = event.detail;
  return (
    stateMachineArn === machineArn(rule.execution.machine) && rule.execution.statuses.includes(String(status))
  );
}

import { randomUUID } from 'node:crypto';
import type { RuleDefinition } from '#contract/index.ts';
import type { Clock } from '#local/clock.ts';
import type { Contract } from '#local/contract.ts';
import { ACCOUNT, type BusName, machineArn, REGION } from '#local/names.ts';
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

/** An entry of PutEvents. */
export type EventEntry = {
  Source?: string;
  DetailType?: string;
  Detail?: string;
  EventBusName?: string;
  Resources?: string[];
  Time?: number;
};

export type EntryResult = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

/** Both buses: our own, and the account's, on which Step Functions reports executions. Accepted means delivered. */
export class EventBus {
  readonly #rules: Contract['rules'];
  readonly #deliveries: Deliveries;
  readonly #clock: Clock;

  constructor(rules: Contract['rules'], deliveries: Deliveries, clock: Clock) {
    this.#rules = rules;
    this.#deliveries = deliveries;
    this.#clock = clock;
  }

  /** PutEvents: each entry is taken or refused on its own. */
  putEvents(entries: readonly EventEntry[]): EntryResult[] {
    return entries.map((entry) => {
      const refused = refusalOf(entry);
      if (refused) return refused;
      const event = this.#envelope(entry);
      this.publish(busOf(entry), event);
      return { EventId: event.id };
    });
  }

  /** When this returns, every function that a rule names will have the event, whatever happens to this process. */
  publish(bus: BusName, event: BusEvent): void {
    const matching = Object.values(this.#rules).filter((rule) => matches(rule, bus, event));
    this.#deliveries.add(
      matching.map((rule) => ({
        function: rule.function,
        payload: event,
        maximumRetries: rule.maximumRetries,
        deadLetterQueue: rule.deadLetterQueue,
      })),
    );
  }

  #envelope(entry: EventEntry): BusEvent {
    const time = entry.Time === undefined ? this.#clock.now() : entry.Time * 1000;
    return {
      version: '0',
      id: randomUUID(),
      'detail-type': entry.DetailType ?? '',
      source: entry.Source ?? '',
      account: ACCOUNT,
      time: isoSeconds(time),
      region: REGION,
      resources: entry.Resources ?? [],
      detail: JSON.parse(entry.Detail ?? '{}') as BusEvent['detail'],
    };
  }
}

/** Events carry whole seconds. */
export const isoSeconds = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');

const buses: readonly BusName[] = ['default', 'greenlane'];

// The name of a bus, or the end of its ARN.
const busOf = ({ EventBusName = 'default' }: EventEntry): BusName =>
  EventBusName.split('/').at(-1) as BusName;

function refusalOf(entry: EventEntry): EntryResult | undefined {
  const refuse = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage });
  for (const field of ['Source', 'DetailType', 'Detail'] as const) {
    if (!entry[field]) {
      return refuse(
        'InvalidArgument',
        `Parameter ${field} is not valid. Reason: ${field} is a required argument.`,
      );
    }
  }
  if (!isJsonObject(entry.Detail ?? '')) return refuse('MalformedDetail', 'Detail is malformed.');
  if (entry.Source?.startsWith('aws.'))
    return refuse('NotAuthorizedForSource', 'Not authorized for the source.');
  if (!buses.includes(busOf(entry)))
    return refuse('InvalidArgument', `EventBus ${entry.EventBusName} does not exist.`);
  return undefined;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function matches(rule: RuleDefinition, bus: BusName, event: BusEvent): boolean {
  if (rule.bus !== bus || rule.source !== event.source) return false;
  if (!rule.detailTypes.includes(event['detail-type'])) return false;
  if (!rule.execution) return true;
  const { stateMachineArn, status } = event.detail;
  return (
    stateMachineArn === machineArn(rule.execution.machine) && rule.execution.statuses.includes(String(status))
  );
}

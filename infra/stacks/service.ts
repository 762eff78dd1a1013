import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { DeadLetterQueueName, FunctionName, MachineName } from '#contract/index.ts';
import { deadLetterQueues, functions, machines, rules, schedules, streams } from '#contract/index.ts';
import { alarms, type Watched } from '../constructs/alarms.ts';
import { httpApi } from '../constructs/api.ts';
import { dashboard } from '../constructs/dashboard.ts';
import type { Data } from '../constructs/data.ts';
import { deadLetterQueue, onAsynchronousFailure, rule, schedule, stream } from '../constructs/edges.ts';
import { found } from '../constructs/found.ts';
import { lambdaFunction } from '../constructs/function.ts';
import { type Machine, stateMachine } from '../constructs/machine.ts';
import { calledBy } from '../definitions.ts';
import type { Settings } from '../settings.ts';

type ServiceProps = StackProps & { settings: Settings; data: Data };

/** Everything that works on the tables. It holds no state but what is under way, and follows the contract name by name. */
export class ServiceStack extends Stack {
  readonly functions = new Map<FunctionName, LambdaFunction>();
  readonly machines = new Map<MachineName, Machine>();
  readonly deadLetterQueues = new Map<DeadLetterQueueName, Queue>();
  readonly settings: Settings;
  readonly data: Data;

  constructor(scope: Construct, id: string, props: ServiceProps) {
    super(scope, id, props);
    this.settings = props.settings;
    this.data = props.data;
    for (const name of keys(deadLetterQueues)) {
      this.deadLetterQueues.set(name, deadLetterQueue(this, name, deadLetterQueues[name], this.settings));
    }
    // Machines know their functions, and some functions know machines: first those that do not.
    this.makeFunctions((name) => !knowsMachines(name));
    for (const name of keys(machines)) this.machine(name);
    this.makeFunctions(knowsMachines);
    this.makeEdges();
    const api = httpApi(this, {
      functions: this.functions,
      issuer: this.data.issuer,
      settings: this.settings,
    });
    const watched: Watched = {
      api,
      functions: this.functions,
      machines: this.machines,
      deadLetterQueues: this.deadLetterQueues,
      tableName: (table) => this.data.tables[table].tableName,
    };
    dashboard(this, watched, alarms(this, watched, this.settings), this.settings);
  }

  private makeFunctions(which: (name: FunctionName) => boolean): void {
    for (const name of keys(functions).filter(which)) {
      this.functions.set(name, lambdaFunction(this, name, this));
    }
  }

  /** A machine, its children before it. */
  private machine(name: MachineName): void {
    if (this.machines.has(name)) return;
    for (const child of calledBy(machines[name]).machines) this.machine(child);
    this.machines.set(name, stateMachine(this, name, this, this.settings));
  }

  private makeEdges(): void {
    const ends = (edge: { function: FunctionName; deadLetterQueue: DeadLetterQueueName }) => ({
      target: found(this.functions, edge.function),
      queue: found(this.deadLetterQueues, edge.deadLetterQueue),
    });
    for (const [name, edge] of Object.entries(streams)) {
      stream(this, name, edge, { ...ends(edge), data: this.data });
    }
    for (const [name, edge] of Object.entries(rules)) {
      const machine = edge.execution && found(this.machines, edge.execution.machine);
      rule(this, name, edge, { ...ends(edge), machine });
    }
    for (const [name, edge] of Object.entries(schedules)) {
      schedule(this, name, edge, { ...ends(edge), settings: this.settings });
    }
    for (const edge of [...Object.values(rules), ...Object.values(schedules)]) {
      const { target, queue } = ends(edge);
      onAsynchronousFailure(target, edge.maximumRetries, queue);
    }
  }
}

const knowsMachines = (name: FunctionName): boolean =>
  [...(functions[name].starts ?? []), ...(functions[name].resumes ?? [])].length > 0;

const keys = <Name extends string>(record: Record<Name, unknown>): Name[] => Object.keys(record) as Name[];

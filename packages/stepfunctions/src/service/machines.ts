import type { Clock } from '../clock.ts';
import { type Place, randomUUID, statesArn } from '../identity.ts';
import type { MachineType } from '../language/diagnostics.ts';
import { variableReferences } from '../language/references.ts';
import { diagnose } from '../language/validate.ts';
import type { Database } from '../store/database.ts';
import type { ExecutionRow } from '../store/executions.ts';
import type { MachineRow, MachineStore } from '../store/machines.ts';
import { invalidDefinition, refusal, ServiceError, validationError } from './errors.ts';
import { checkName, type Input, page, seconds } from './input.ts';

/** What a state machine's ARN, a version's or an alias's stands for. */
export interface Target {
  machineArn: string;
  machineName: string;
  definition: number;
  roleArn: string;
  versionArn: string | null;
  aliasArn: string | null;
}

/** Settings that are kept and given back; nothing here logs, traces or encrypts. */
const SETTINGS = {
  loggingConfiguration: { includeExecutionData: false, level: 'OFF' },
  tracingConfiguration: { enabled: false },
  encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
};

/** The operations on state machines. https://docs.aws.amazon.com/step-functions/latest/apireference/ */
export class MachineService {
  readonly #database: Database;
  readonly #store: MachineStore;
  readonly #clock: Clock;
  readonly #place: Place;

  constructor(parts: { database: Database; store: MachineStore; clock: Clock; place: Place }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#place = parts.place;
  }

  createStateMachine(input: Input): Record<string, unknown> {
    const name = checkName(input.required('name'));
    const text = input.required('definition');
    const roleArn = checkRole(input.required('roleArn'));
    const type = typeOf(input);
    checkDescription(input);
    checkDefinition(text, type);
    if (type === 'EXPRESS')
      throw new ServiceError(
        'StateMachineTypeNotSupported',
        'Express workflows are not run by the local engine.',
      );
    const arn = statesArn(this.#place, 'stateMachine', name);
    const known = this.#store.machine(arn);
    if (known) {
      if (this.#store.definitionText(known.definition) !== text || known.role_arn !== roleArn)
        throw refusal('StateMachineAlreadyExists', arn);
      return { stateMachineArn: arn, creationDate: seconds(known.created), ...this.#published(input, known) };
    }
    const now = this.#clock.now();
    this.#store.insert({
      arn,
      name,
      type,
      definition: this.#store.keepDefinition(text),
      role_arn: roleArn,
      settings: JSON.stringify(settingsOf(input, SETTINGS)),
      tags: JSON.stringify(input.list('tags') ?? []),
      revision: 'INITIAL',
      created: now,
      updated: now,
    });
    return {
      stateMachineArn: arn,
      creationDate: seconds(now),
      ...this.#published(input, this.#machine(arn)),
    };
  }

  updateStateMachine(input: Input): Record<string, unknown> {
    const row = this.#machine(input.required('stateMachineArn'));
    const text = input.string('definition');
    const roleArn = input.string('roleArn');
    const settings = settingsOf(input, {});
    if (text === undefined && roleArn === undefined && Object.keys(settings).length === 0)
      throw new ServiceError(
        'MissingRequiredParameter',
        'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
      );
    checkDescription(input);
    if (text !== undefined) checkDefinition(text, 'STANDARD');
    const updated: MachineRow = {
      ...row,
      ...(text === undefined ? {} : { definition: this.#store.keepDefinition(text) }),
      ...(roleArn === undefined ? {} : { role_arn: checkRole(roleArn) }),
      settings: JSON.stringify({ ...(JSON.parse(row.settings) as object), ...settings }),
      updated: this.#clock.now(),
    };
    if (
      updated.definition !== row.definition ||
      updated.role_arn !== row.role_arn ||
      updated.settings !== row.settings
    )
      updated.revision = randomUUID();
    this.#store.update(updated);
    return {
      updateDate: seconds(updated.updated),
      ...revisionOf(updated),
      ...this.#published(input, updated),
    };
  }

  describeStateMachine(input: Input): Record<string, unknown> {
    const arn = input.required('stateMachineArn');
    const target = this.resolve(arn);
    const row = this.#machine(target.machineArn);
    const version = target.versionArn === null ? undefined : this.#store.version(target.versionArn);
    return {
      stateMachineArn: version?.arn ?? row.arn,
      name: row.name,
      status: 'ACTIVE',
      definition: this.#store.definitionText(target.definition),
      roleArn: target.roleArn,
      type: row.type,
      creationDate: seconds(version?.created ?? row.created),
      ...(JSON.parse(row.settings) as object),
      ...this.#references(target.definition),
      ...(version?.description ? { description: version.description } : {}),
      ...revisionOf(version ?? row),
    };
  }

  /** The definition that an execution started with, which later updates do not change. */
  describeFor(execution: ExecutionRow): Record<string, unknown> {
    const row = this.#store.machine(execution.machine);
    const version = execution.version_arn === null ? undefined : this.#store.version(execution.version_arn);
    const unchanged = row?.definition === execution.definition && row.role_arn === execution.role_arn;
    const revision = version ?? (unchanged ? row : undefined);
    return {
      stateMachineArn: execution.machine,
      name: execution.machine_name,
      definition: this.#store.definitionText(execution.definition),
      roleArn: execution.role_arn,
      updateDate: seconds(row?.updated ?? execution.started),
      ...((row ? JSON.parse(row.settings) : SETTINGS) as object),
      ...this.#references(execution.definition),
      ...(revision ? revisionOf(revision) : {}),
    };
  }

  deleteStateMachine(input: Input): Record<string, never> {
    const arn = input.required('stateMachineArn');
    checkMachineArn(arn);
    this.#database.transaction(() => this.#store.remove(arn));
    return {};
  }

  listStateMachines(input: Input): Record<string, unknown> {
    const { items, nextToken } = page(this.#store.machines(), input);
    return {
      stateMachines: items.map((row) => ({
        stateMachineArn: row.arn,
        name: row.name,
        type: row.type,
        creationDate: seconds(row.created),
      })),
      ...(nextToken ? { nextToken } : {}),
    };
  }

  validateStateMachineDefinition(input: Input): Record<string, unknown> {
    const limit = input.number('maxResults') || 100;
    if (limit < 0 || limit > 100)
      throw validationError('maxResults', limit, 'Member must have value less than or equal to 100');
    const severity = input.string('severity') ?? 'ERROR';
    if (severity !== 'ERROR' && severity !== 'WARNING')
      throw validationError('severity', severity, 'Member must satisfy enum value set: [ERROR, WARNING]');
    const all = diagnose(input.required('definition'), typeOf(input)).filter(
      (diagnostic) => severity === 'WARNING' || diagnostic.severity === 'ERROR',
    );
    return {
      result: all.some((diagnostic) => diagnostic.severity === 'ERROR') ? 'FAIL' : 'OK',
      diagnostics: all.slice(0, limit),
      truncated: all.length > limit,
    };
  }

  /** What is to run under an ARN: the machine's newest definition, a version's, or the one an alias picks. */
  resolve(arn: string): Target {
    const machine = this.#store.machine(arn);
    if (machine) return target(machine, machine.definition, machine.role_arn, null, null);
    const version = this.#store.version(arn);
    if (version)
      return target(this.#machine(version.machine), version.definition, version.role_arn, version.arn, null);
    const alias = this.#store.alias(arn);
    if (alias) {
      const chosen = this.#store.version(pick(JSON.parse(alias.routing)));
      if (chosen)
        return target(
          this.#machine(alias.machine),
          chosen.definition,
          chosen.role_arn,
          chosen.arn,
          alias.arn,
        );
    }
    checkMachineArn(arn);
    throw refusal('StateMachineDoesNotExist', arn);
  }

  #references(definition: number): { variableReferences?: Record<string, string[]> } {
    const references = variableReferences(this.#store.compiled(definition).definition);
    return Object.keys(references).length > 0 ? { variableReferences: references } : {};
  }

  #machine(arn: string): MachineRow {
    const row = this.#store.machine(arn);
    if (row) return row;
    checkMachineArn(arn);
    throw refusal('StateMachineDoesNotExist', arn);
  }

  #published(input: Input, row: MachineRow): Record<string, unknown> {
    if (!input.boolean('publish')) return {};
    return { stateMachineVersionArn: this.publish(row, input.string('versionDescription')).arn };
  }

  /** A version is an unchangeable copy; publishing the same revision twice gives the same version. */
  publish(row: MachineRow, description: string | undefined): { arn: string; created: number } {
    const known = this.#store.versions(row.arn).find((version) => version.revision === row.revision);
    if (known) return known;
    const version = {
      arn: `${row.arn}:${row.next_version}`,
      machine: row.arn,
      version: row.next_version,
      definition: row.definition,
      role_arn: row.role_arn,
      revision: row.revision,
      description: description ?? null,
      created: this.#clock.now(),
    };
    this.#database.transaction(() => {
      this.#store.insertVersion(version);
      this.#store.update({ ...row, next_version: row.next_version + 1 });
    });
    return version;
  }
}

function target(
  machine: MachineRow,
  definition: number,
  roleArn: string,
  versionArn: string | null,
  aliasArn: string | null,
): Target {
  return { machineArn: machine.arn, machineName: machine.name, definition, roleArn, versionArn, aliasArn };
}

/** One of an alias's versions, by weight. */
function pick(routing: { stateMachineVersionArn: string; weight: number }[]): string {
  let ticket = Math.random() * 100;
  const chosen = routing.find((route) => {
    ticket -= route.weight;
    return ticket < 0;
  });
  return (chosen ?? routing[0])?.stateMachineVersionArn ?? '';
}

function settingsOf(input: Input, defaults: Record<string, unknown>): Record<string, unknown> {
  const given = Object.keys(SETTINGS).flatMap((key) => {
    const value = input.object(key);
    return value ? [[key, value] as const] : [];
  });
  return { ...defaults, ...Object.fromEntries(given) };
}

function typeOf(input: Input): MachineType {
  const type = input.string('type') ?? 'STANDARD';
  if (type === 'STANDARD' || type === 'EXPRESS') return type;
  throw validationError('type', type, 'Member must satisfy enum value set: [STANDARD, EXPRESS]');
}

function checkDefinition(text: string, type: MachineType): void {
  const errors = diagnose(text, type).filter((diagnostic) => diagnostic.severity === 'ERROR');
  if (errors.length > 0) throw invalidDefinition(errors);
}

/** A machine that was never updated has no revision to show. */
const revisionOf = ({ revision }: { revision: string }): { revisionId?: string } =>
  revision === 'INITIAL' ? {} : { revisionId: revision };

function checkDescription(input: Input): void {
  if (input.string('versionDescription') !== undefined && !input.boolean('publish'))
    throw new ServiceError('ValidationException', 'Version description can only be set when publish is true');
}

function checkRole(arn: string): string {
  if (!/^arn:[a-z-]+:iam::\d{12}:role\/.+$/.test(arn))
    throw refusal('InvalidArn', `Invalid ARN prefix: ${arn}`);
  return arn;
}

/** Refuses what is no ARN of a state machine. */
export function checkMachineArn(arn: string): void {
  if (!arn.startsWith('arn:')) throw refusal('InvalidArn', `Invalid ARN prefix: ${arn}`);
  const kind = arn.split(':')[5];
  if (kind !== 'stateMachine')
    throw refusal('InvalidArn', `Resource type not valid in this context: ${kind ?? ''}`);
}

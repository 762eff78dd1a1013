import type { Clock } from '../clock.ts';
import type { MachineStore } from '../store/machines.ts';
import { refusal, ServiceError, validationError } from './errors.ts';
import { checkName, type Input, page, seconds } from './input.ts';
import { checkMachineArn, type MachineService } from './machines.ts';

/** The operations on versions, aliases and tags. */
export class VersionService {
  readonly #store: MachineStore;
  readonly #machines: MachineService;
  readonly #clock: Clock;

  constructor(parts: { store: MachineStore; machines: MachineService; clock: Clock }) {
    this.#store = parts.store;
    this.#machines = parts.machines;
    this.#clock = parts.clock;
  }

  publishStateMachineVersion(input: Input): Record<string, unknown> {
    const row = this.#machine(input.required('stateMachineArn'));
    const revision = input.string('revisionId');
    if (revision !== undefined && revision !== row.revision)
      throw new ServiceError(
        'ConflictException',
        `Failed to publish the State Machine version for revision ${revision}. The current State Machine revision is ${row.revision}.`,
      );
    const version = this.#machines.publish(row, input.string('description'));
    return { stateMachineVersionArn: version.arn, creationDate: seconds(version.created) };
  }

  listStateMachineVersions(input: Input): Record<string, unknown> {
    const row = this.#machine(input.required('stateMachineArn'));
    const { items, nextToken } = page(this.#store.versions(row.arn), input);
    return {
      stateMachineVersions: items.map((version) => ({
        stateMachineVersionArn: version.arn,
        creationDate: seconds(version.created),
      })),
      ...(nextToken ? { nextToken } : {}),
    };
  }

  deleteStateMachineVersion(input: Input): Record<string, never> {
    const arn = input.required('stateMachineVersionArn');
    const version = this.#store.version(arn);
    const users = version
      ? this.#store.aliases(version.machine).filter((alias) => alias.routing.includes(`"${arn}"`))
      : [];
    if (users.length > 0)
      throw new ServiceError(
        'ConflictException',
        `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${users.map((alias) => alias.name).join(', ')}]`,
      );
    this.#store.removeVersion(arn);
    return {};
  }

  createStateMachineAlias(input: Input): Record<string, unknown> {
    const name = checkAliasName(input.required('name'));
    const routing = this.#routing(input);
    const [machine] = new Set(
      routing.map((route) => this.#store.version(route.stateMachineVersionArn)?.machine),
    );
    if (!machine) throw refusal('StateMachineDoesNotExist', routing[0]?.stateMachineVersionArn ?? '');
    const arn = `${machine}:${name}`;
    const text = JSON.stringify(routing);
    const known = this.#store.alias(arn);
    if (known && (known.routing !== text || known.description !== (input.string('description') ?? null)))
      throw new ServiceError(
        'ConflictException',
        'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
      );
    const now = this.#clock.now();
    if (!known)
      this.#store.saveAlias({
        arn,
        machine,
        name,
        description: input.string('description') ?? null,
        routing: text,
        created: now,
        updated: now,
      });
    return { stateMachineAliasArn: arn, creationDate: seconds(known?.created ?? now) };
  }

  updateStateMachineAlias(input: Input): Record<string, unknown> {
    const row = this.#alias(input);
    const description = input.string('description');
    const routing = input.list('routingConfiguration') && this.#routing(input);
    if (description === undefined && !routing)
      throw new ServiceError(
        'ValidationException',
        'Either the description or the routingConfiguration must be specified',
      );
    const updated = this.#clock.now();
    this.#store.saveAlias({
      ...row,
      description: description ?? row.description,
      routing: routing ? JSON.stringify(routing) : row.routing,
      updated,
    });
    return { updateDate: seconds(updated) };
  }

  describeStateMachineAlias(input: Input): Record<string, unknown> {
    const row = this.#alias(input);
    return {
      stateMachineAliasArn: row.arn,
      name: row.name,
      ...(row.description === null ? {} : { description: row.description }),
      routingConfiguration: JSON.parse(row.routing),
      creationDate: seconds(row.created),
      updateDate: seconds(row.updated),
    };
  }

  listStateMachineAliases(input: Input): Record<string, unknown> {
    const row = this.#machine(input.required('stateMachineArn').replace(/^((?:[^:]*:){6}[^:]*):.*$/, '$1'));
    const { items, nextToken } = page(this.#store.aliases(row.arn), input);
    return {
      stateMachineAliases: items.map((alias) => ({
        stateMachineAliasArn: alias.arn,
        creationDate: seconds(alias.created),
      })),
      ...(nextToken ? { nextToken } : {}),
    };
  }

  deleteStateMachineAlias(input: Input): Record<string, never> {
    this.#store.removeAlias(input.required('stateMachineAliasArn'));
    return {};
  }

  listTagsForResource(input: Input): Record<string, unknown> {
    return { tags: tagsOf(this.#tagged(input).tags) };
  }

  tagResource(input: Input): Record<string, never> {
    const row = this.#tagged(input);
    const given = new Map((input.list('tags') ?? []).map(tagOf).map((tag) => [tag.key, tag]));
    const kept = tagsOf(row.tags).filter((tag) => !given.has(tag.key));
    this.#store.update({ ...row, tags: JSON.stringify([...kept, ...given.values()]) });
    return {};
  }

  untagResource(input: Input): Record<string, never> {
    const row = this.#tagged(input);
    const keys = input.list('tagKeys') ?? [];
    this.#store.update({
      ...row,
      tags: JSON.stringify(tagsOf(row.tags).filter((tag) => !keys.includes(tag.key))),
    });
    return {};
  }

  /** As recorded on AWS, 2025-03: every refusal shows all that was received. */
  #routing(input: Input): { stateMachineVersionArn: string; weight: number }[] {
    const routes = (input.list('routingConfiguration') ?? []).map((route) => {
      const { stateMachineVersionArn, weight } = (route ?? {}) as Record<string, unknown>;
      return { stateMachineVersionArn: String(stateMachineVersionArn), weight: Number(weight) };
    });
    const arns = routes.map((route) => route.stateMachineVersionArn);
    const weights = routes.map((route) => route.weight);
    if (routes.length === 0 || routes.length > 2) {
      const items = routes.map(
        (route) =>
          `RoutingConfigurationListItem(stateMachineVersionArn=${route.stateMachineVersionArn}, weight=${route.weight})`,
      );
      const constraint = routes.length === 0 ? 'greater than or equal to 1' : 'less than or equal to 2';
      throw validationError(
        'routingConfiguration',
        `[${items.join(', ')}]`,
        `Member must have length ${constraint}`,
      );
    }
    const heavy = weights.findIndex((weight) => weight > 100);
    if (heavy >= 0)
      throw validationError(
        `routingConfiguration.${heavy + 1}.member.weight`,
        weights[heavy],
        'Member must have value less than or equal to 100',
      );
    const must = (what: string, received: unknown[]): ServiceError =>
      new ServiceError('ValidationException', `${what}. Received: [${received.join(', ')}]`);
    if (new Set(arns).size < arns.length)
      throw must('Routing configuration must contain distinct state machine version ARNs', arns);
    if (arns.some((arn) => !this.#store.version(arn)))
      throw must('Routing configuration must contain state machine version ARNs', arns);
    if (weights.reduce((sum, weight) => sum + weight, 0) !== 100)
      throw must('Sum of routing configuration weights must equal 100', weights);
    return routes;
  }

  #machine(arn: string) {
    const row = this.#store.machine(arn);
    if (row) return row;
    checkMachineArn(arn);
    throw refusal('StateMachineDoesNotExist', arn);
  }

  #alias(input: Input) {
    const arn = input.required('stateMachineAliasArn');
    const row = this.#store.alias(arn);
    if (!row)
      throw new ServiceError('ResourceNotFound', 'Request references a resource that does not exist.');
    return row;
  }

  #tagged(input: Input) {
    const arn = input.required('resourceArn');
    const row = this.#store.machine(arn);
    if (!row) throw new ServiceError('ResourceNotFound', `Resource not found: '${arn}'`);
    return row;
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachineAlias.html */
function checkAliasName(name: string): string {
  if (name.length === 0 || name.length > 80) return checkName(name);
  if (/^(?=.*[a-zA-Z_\-.])[a-zA-Z0-9_\-.]+$/.test(name)) return name;
  throw validationError(
    'name',
    name,
    'Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$',
  );
}

interface Tag {
  key: string;
  value: string;
}

function tagOf(value: unknown): Tag {
  const { key, value: text } = (value ?? {}) as Record<string, unknown>;
  return { key: String(key), value: String(text ?? '') };
}

const tagsOf = (text: string): Tag[] => (JSON.parse(text) as unknown[]).map(tagOf);

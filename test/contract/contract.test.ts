import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  environmentOf,
  functions,
  machines,
  machineVariable,
  routes,
  rules,
  schedules,
  streams,
  tables,
  variablesOf,
} from '#contract/index.ts';
import { tableNames, tableVariable } from '#contract/table-names.ts';
import type { FunctionName, MachineName, RouteDefinition } from '#contract/types.ts';
import { Role } from '#domain/people/principal.ts';

const root = join(import.meta.dirname, '../..');
const text = (file: string) => readFileSync(join(root, file), 'utf8');
const functionNames = Object.keys(functions) as FunctionName[];
const machineNames = Object.keys(machines) as MachineName[];
const all: RouteDefinition[] = Object.values(routes);
const edges = [...Object.values(streams), ...Object.values(rules), ...Object.values(schedules)];

describe('functions', () => {
  it.each(functionNames)('%s has an entry that exports its handler', async (name) => {
    const { entry, description, timeoutSeconds } = functions[name];
    expect(existsSync(join(root, entry)), entry).toBe(true);
    const module = await import(/* @vite-ignore */ join(root, entry));
    expect(module.handler).toBeTypeOf('function');
    expect(description).toBeTruthy();
    expect(timeoutSeconds).toBeGreaterThan(0);
    expect(timeoutSeconds).toBeLessThanOrEqual(900);
  });

  it('are all the entry files there are', () => {
    const entries = ['api', 'workflow', 'events', 'schedule'].flatMap((folder) =>
      readdirSync(join(root, 'functions', folder)).map((file) => `functions/${folder}/${file}`),
    );
    expect(
      Object.values(functions)
        .map(({ entry }) => entry)
        .sort(),
    ).toEqual(entries.sort());
  });

  it.each(functionNames)('%s is reached by a route, a machine, a rule, a stream or a schedule', (name) => {
    const reached = [
      ...all.map((route) => route.function),
      ...edges.map((edge) => edge.function),
      ...Object.values(machines).flatMap(({ substitutions }) =>
        Object.values(substitutions).flatMap((target) =>
          typeof target === 'object' && 'function' in target ? [target.function] : [],
        ),
      ),
    ];
    expect(reached).toContain(name);
  });

  it('answer the gateway before it gives up', () => {
    for (const { function: name } of all) expect(functions[name].timeoutSeconds).toBeLessThan(29);
  });

  it('of the API cannot read a token of a wait, and no other than they must', () => {
    const readers = functionNames.filter((name) => functions[name].tables.waits?.includes('read'));
    expect(readers).toEqual(['relay', 'reconciler']);
    for (const name of functionNames.filter((each) => each.startsWith('api-'))) {
      expect(functions[name].tables).not.toHaveProperty('waits');
      expect(functions[name]).not.toHaveProperty('starts');
      expect(functions[name]).not.toHaveProperty('resumes');
    }
  });
});

describe('the environment of a function', () => {
  it.each(functionNames)('%s is exactly what it is granted', (name) => {
    const variables = variablesOf(name);
    expect(new Set(variables).size).toBe(variables.length);
    expect(Object.keys(environmentOf(name).shape)).toEqual(variables);
    const values = Object.fromEntries(variables.map((variable) => [variable, 'x']));
    expect(environmentOf(name).safeParse(values).success).toBe(true);
    for (const variable of variables) {
      expect(environmentOf(name).safeParse({ ...values, [variable]: '' }).success).toBe(false);
    }
  });

  it('names each thing by one variable, and two things never by the same', () => {
    const meanings = [
      ...tableNames.map(tableVariable),
      ...machineNames.map(machineVariable),
      'METRIC_NAMESPACE',
      'OIDC_ISSUER',
      'OIDC_AUDIENCE',
      'OIDC_JWKS',
    ];
    expect(new Set(meanings).size).toBe(meanings.length);
    for (const variable of meanings) expect(variable).toMatch(/^[A-Z][A-Z_]*$/);
    const given = new Set(functionNames.flatMap(variablesOf));
    expect([...given].filter((variable) => !meanings.includes(variable))).toEqual([]);
  });

  it('is read by the code under those names only', () => {
    const given = new Set<string>(functionNames.flatMap(variablesOf));
    const files = readdirSync(join(root, 'functions'), { recursive: true, encoding: 'utf8' });
    const read = files
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) =>
        [...text(join('functions', file)).matchAll(/environment\('(\w+)'\)/g)].map(([, name = '']) => name),
      );
    expect(read.length).toBeGreaterThan(3);
    expect(read.filter((name) => !given.has(name))).toEqual([]);
  });
});

describe('tables', () => {
  it('are each granted to somebody who reads and somebody who writes', () => {
    for (const table of tableNames) {
      const access = functionNames.map((name) => functions[name].tables[table] ?? '');
      expect(
        access.some((each) => each.includes('write')),
        table,
      ).toBe(true);
      expect(
        access.some((each) => each.includes('read')),
        table,
      ).toBe(true);
    }
  });

  it('have keys with different names, and no two indexes with the same keys', () => {
    for (const [table, { partitionKey, sortKey, indexes = {} }] of Object.entries(tables)) {
      expect(partitionKey).not.toBe(sortKey);
      const keys = [
        [partitionKey, sortKey],
        ...Object.values(indexes).map((index) => [index.partitionKey, index.sortKey]),
      ];
      expect(new Set(keys.map((each) => each.join())).size, table).toBe(keys.length);
    }
  });

  it('have indexes that hold nothing twice, and the version of whatever is read from them', () => {
    for (const definition of Object.values(tables)) {
      for (const index of Object.values(definition.indexes ?? {})) {
        expect(new Set(index.projection).size).toBe(index.projection.length);
        if (index.projection.length > 0) expect(index.projection).toContain('v');
      }
    }
  });

  it('stream only where somebody listens', () => {
    const listened = Object.values(streams).map(({ table }) => table);
    expect(tableNames.filter((table) => tables[table].stream).sort()).toEqual(listened.sort());
  });
});

describe('routes', () => {
  it('stand beside their schemas, each under a name that no other resource uses', async () => {
    const folder = join(root, 'contract/api');
    const tables = await Promise.all(
      readdirSync(folder).map(async (file) => {
        const module: Record<string, object> = await import(/* @vite-ignore */ join(folder, file));
        return Object.entries(module).flatMap(([name, value]) => (name.endsWith('Routes') ? [value] : []));
      }),
    );
    const names = tables.flat().flatMap(Object.keys);
    expect(names.sort()).toEqual(Object.keys(routes).sort());
  });

  it('have one meaning each', () => {
    const keys = all.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(keys).size).toBe(keys.length);
    // `/tasks/decisions` beside `/tasks/{id}` would be two readings of one address, were their methods the same.
    for (const { method, path } of all) {
      const twins = all.filter(
        (other) =>
          other !== undefined &&
          other.method === method &&
          other.path !== path &&
          shape(other.path).test(path),
      );
      expect(
        twins.map(({ path: twin }) => twin),
        `${method} ${path}`,
      ).toEqual([]);
    }
  });

  const shape = (path: string) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);

  it('are for roles that there are, and public ones change nothing', () => {
    for (const { roles, method, idempotent } of all) {
      if (roles === 'public') {
        expect(method).toBe('GET');
        expect(idempotent).toBeUndefined();
      } else {
        expect(roles.length).toBeGreaterThan(0);
        expect(roles.every((role) => Role.options.includes(role))).toBe(true);
        expect(new Set(roles).size).toBe(roles.length);
      }
    }
  });

  it('ask for each thing in one place: path, query and body are handed on as one record', () => {
    const namesOf = (schema: RouteDefinition['body']) =>
      Object.keys((schema as { shape?: object } | undefined)?.shape ?? {});
    for (const { method, path, parameters, query, body } of all) {
      const asked = [parameters, query, body].flatMap(namesOf);
      expect(new Set(asked).size, `${method} ${path}`).toBe(asked.length);
    }
  });

  it('answer with a schema that has a name, which clients made of the description take', () => {
    for (const { method, path, response, body } of all) {
      expect(z.globalRegistry.get(response)?.id, `${method} ${path}`).toBeTruthy();
      if (body) expect(z.globalRegistry.get(body)?.id, `${method} ${path}`).toBeTruthy();
    }
  });

  it('that need a token are served by a function that can verify one', () => {
    for (const route of all) {
      if (route.roles !== 'public') expect(functions[route.function].signIn, route.path).toBe(true);
    }
  });

  it('that keep an answer are served by a function that may', () => {
    for (const { idempotent, function: name } of all) {
      if (idempotent) expect(functions[name].tables.idempotency, name).toBe('read-write');
    }
  });
});

describe('machines', () => {
  /** The placeholders of a definition: what CDK and the local run fill in. */
  const placeholders = (definition: string) =>
    new Set([...text(definition).matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name));

  it.each(machineNames)('%s declares exactly what its definition asks for', (name) => {
    const { definition, substitutions } = machines[name];
    expect(placeholders(definition)).toEqual(new Set(Object.keys(substitutions)));
  });

  it.each(machineNames)('%s names what it calls after what it is', (name) => {
    for (const [placeholder, target] of Object.entries(machines[name].substitutions)) {
      if (target === 'partition') continue;
      const [kind, called] =
        'function' in target ? ['Function', target.function] : ['Machine', target.machine];
      const pascal = called
        .split('-')
        .map((part) => part[0]?.toUpperCase() + part.slice(1))
        .join('');
      expect(placeholder).toBe(`${pascal}${kind}Arn`);
    }
  });

  it('are all the definitions there are', () => {
    const files = readdirSync(join(root, 'statemachines')).filter((file) => file.endsWith('.asl.json'));
    expect(
      Object.values(machines)
        .map(({ definition }) => definition)
        .sort(),
    ).toEqual(files.map((file) => `statemachines/${file}`).sort());
  });

  it('are each started: by a function or by another machine', () => {
    const started = new Set([
      ...functionNames.flatMap((name) => functions[name].starts ?? []),
      ...Object.values(machines).flatMap(({ substitutions }) =>
        Object.values(substitutions).flatMap((target) =>
          typeof target === 'object' && 'machine' in target ? [target.machine] : [],
        ),
      ),
    ]);
    expect(started).toEqual(new Set(machineNames));
  });

  it('that wait are resumed by the relay', () => {
    const waiting = machineNames.filter((name) =>
      text(machines[name].definition).includes('waitForTaskToken'),
    );
    expect(waiting.length).toBeGreaterThan(0);
    for (const name of waiting) {
      expect(functions.relay.resumes).toContain(name);
      expect(functions.reconciler.resumes).toContain(name);
    }
  });

  it('call no function that would outlast its own retry', () => {
    for (const { substitutions } of Object.values(machines)) {
      for (const target of Object.values(substitutions)) {
        if (typeof target === 'object' && 'function' in target) {
          expect(functions[target.function].timeoutSeconds).toBeLessThanOrEqual(60);
        }
      }
    }
  });
});

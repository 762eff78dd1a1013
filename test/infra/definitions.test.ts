import jsonata from 'jsonata';
import { describe, expect, test } from 'vitest';
import type { FunctionName, MachineName } from '#contract/index.ts';
import { functions, machines } from '#contract/index.ts';
import { calledBy, defectsOf, fillIn, placeholdersOf, readDefinition } from '#infra/definitions.ts';

const names = Object.keys(machines) as MachineName[];

type State = {
  Type: string;
  Resource?: string;
  Arguments?: Record<string, unknown>;
  [field: string]: unknown;
};

/** Every state of a definition with its name, those inside branches too. */
function statesOf(part: unknown): [string, State][] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([field, value]) =>
    field === 'States'
      ? Object.entries(value as Record<string, State>).flatMap(([name, state]) => [
          [name, state] as [string, State],
          ...statesOf(state),
        ])
      : statesOf(value),
  );
}

/** Every `{% … %}`, with the place where it stands. */
function expressionsOf(part: unknown, place = ''): [string, string][] {
  if (typeof part === 'string') {
    const [, expression] = /^\{%(.*)%\}$/s.exec(part) ?? [];
    return expression === undefined ? [] : [[place, expression]];
  }
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([field, value]) => expressionsOf(value, `${place}/${field}`));
}

describe.each(names)('the machine %s', (name) => {
  const text = readDefinition(name);
  const { substitutions } = machines[name];
  const definition = JSON.parse(text);
  const tasks = statesOf(definition).filter(([, state]) => state.Type === 'Task');

  test('is one that Step Functions accepts, and fits its substitutions', () => {
    expect(defectsOf(text, substitutions)).toEqual([]);
    expect(placeholdersOf(text).sort()).toEqual(Object.keys(substitutions).sort());
  });

  test('speaks JSONata, and every expression can be read', () => {
    expect(definition.QueryLanguage).toBe('JSONata');
    const expressions = expressionsOf(definition);
    expect(expressions.length).toBeGreaterThan(0);
    const unreadable = expressions.filter(([, expression]) => !compiles(expression));
    expect(unreadable).toEqual([]);
  });

  test('has no half expression', () => {
    const marks = (mark: string) => text.split(mark).length - 1;
    expect([marks('{%'), marks('%}')]).toEqual(Array(2).fill(expressionsOf(definition).length));
  });

  test('calls what its substitutions grant, and grants what it calls', () => {
    const called = { functions: new Set<FunctionName>(), machines: new Set<MachineName>() };
    for (const [state, { Resource, Arguments = {} }] of tasks) {
      const target = targetOf(Resource ?? '', Arguments, substitutions);
      if (!target) throw new Error(`${state}: what does ${Resource} call?`);
      if ('function' in target) called.functions.add(target.function);
      else called.machines.add(target.machine);
    }
    const granted = calledBy(machines[name]);
    expect([...called.functions].sort()).toEqual(granted.functions.sort());
    expect([...called.machines].sort()).toEqual(granted.machines.sort());
  });

  test('waits for no task for ever', () => {
    const waiting = tasks.filter(([, { Resource }]) => Resource?.endsWith('.waitForTaskToken'));
    expect(waiting.filter(([, state]) => state.TimeoutSeconds === undefined)).toEqual([]);
    expect(definition.TimeoutSeconds).toBeGreaterThan(0);
  });
});

/** What an integration calls: the placeholder in the argument that it wants. Others are not granted, so not allowed. */
function targetOf(
  resource: string,
  given: Record<string, unknown>,
  substitutions: (typeof machines)[MachineName]['substitutions'],
) {
  const [, service] = /^arn:\$\{Partition\}:states:::(\w+):/.exec(resource) ?? [];
  const argument = { lambda: given.FunctionName, states: given.StateMachineArn }[service ?? ''];
  const [, placeholder] = /^\$\{(\w+)\}$/.exec(String(argument)) ?? [];
  const target = placeholder === undefined ? undefined : substitutions[placeholder];
  const fits = target && target !== 'partition' && (service === 'lambda') === 'function' in target;
  return fits ? target : undefined;
}

function compiles(expression: string): boolean {
  try {
    jsonata(expression);
    return true;
  } catch {
    return false;
  }
}

describe('a definition with a fault is refused', () => {
  const text = readDefinition('fee-waiver');
  const { substitutions } = machines['fee-waiver'];

  test.each([
    [
      'a placeholder nobody knows',
      text.replace('OpenTaskFunctionArn', 'NoSuchArn'),
      /NoSuchArn.* stands for nothing/,
    ],
    [
      'a substitution nobody uses',
      text.replaceAll('OpenTaskFunctionArn', 'Partition'),
      /is substituted nowhere/,
    ],
    [
      'a partition by its name',
      text.replace('arn:${'.concat('Partition}'), 'arn:aws'),
      /names its partition/,
    ],
    [
      'a next state that is not there',
      text.replace('"Next": "Countersign the waiver"', '"Next": "Nowhere"'),
      /Nowhere/,
    ],
    ['no query language', text.replace('"QueryLanguage": "JSONata",', ''), /./],
  ])('%s', (_, faulty, complaint) => {
    expect(faulty).not.toBe(text);
    expect(defectsOf(faulty, substitutions).join('\n')).toMatch(complaint);
  });

  test('an expression that cannot be read', () => {
    expect(compiles(' $states.input.route = ')).toBe(false);
  });
});

test('what stands for a function is its ARN in a definition that is filled in', () => {
  const name: FunctionName = 'close';
  expect(functions[name]).toBeDefined();
  expect(fillIn('"${'.concat('F}"'), { F: { function: name } })).toContain(`:function:${name}"`);
});

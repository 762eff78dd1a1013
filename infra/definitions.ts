/** The state machine files as they are deployed. Plain text and data; no CDK, so the tests read them the same way. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import aslValidator from 'asl-validator';
import type { FunctionName, MachineDefinition, MachineName } from '#contract/index.ts';
import { machines } from '#contract/index.ts';

const root = resolve(import.meta.dirname, '..');

export const readDefinition = (name: MachineName): string =>
  readFileSync(resolve(root, machines[name].definition), 'utf8');

/** The names in `${…}`, once each. JSONata knows no such brackets, so every one is a substitution. */
export const placeholdersOf = (text: string): string[] => [
  ...new Set([...text.matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1] ?? '')),
];

/** The functions and the machines that a machine calls: its grants. */
export function calledBy(machine: MachineDefinition): { functions: FunctionName[]; machines: MachineName[] } {
  const functions = new Set<FunctionName>();
  const called = new Set<MachineName>();
  for (const target of Object.values(machine.substitutions)) {
    if (target === 'partition') continue;
    if ('function' in target) functions.add(target.function);
    else called.add(target.machine);
  }
  return { functions: [...functions], machines: [...called] };
}

/** The machines that another one starts and waits for. */
export const children: ReadonlySet<MachineName> = new Set(
  Object.values(machines).flatMap((machine) => calledBy(machine).machines),
);

/** What is wrong with a definition: substitutions that do not fit, and what Step Functions would not accept. */
export function defectsOf(text: string, substitutions: MachineDefinition['substitutions']): string[] {
  const used = placeholdersOf(text);
  const known = Object.keys(substitutions);
  return [
    ...used.filter((name) => !known.includes(name)).map((name) => `\${${name}} stands for nothing`),
    ...known.filter((name) => !used.includes(name)).map((name) => `${name} is substituted nowhere`),
    // In China the partition is `aws-cn`, and an integration of another one fails as the state is entered:
    // https://github.com/aws/aws-cdk/issues/4597
    ...(text.includes('arn:aws') ? ['an ARN names its partition: substitute it'] : []),
    ...statesLanguageErrors(fillIn(text, substitutions)),
  ];
}

/** The text with an ARN of the right form for each placeholder, for checkers that look at ARNs. */
export const fillIn = (text: string, substitutions: MachineDefinition['substitutions']): string =>
  text.replaceAll(/\$\{([^}]*)\}/g, (whole, name: string) => {
    const target = substitutions[name];
    if (!target) return whole;
    if (target === 'partition') return 'aws';
    return 'function' in target
      ? `arn:aws:lambda:xx-test-1:000000000000:function:${target.function}`
      : `arn:aws:states:xx-test-1:000000000000:stateMachine:${target.machine}`;
  });

function statesLanguageErrors(text: string): string[] {
  const { isValid, errorsText } = aslValidator(JSON.parse(text));
  return isValid ? [] : errorsText('\n').split('\n');
}

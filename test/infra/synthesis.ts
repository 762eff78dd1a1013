import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll } from 'vitest';
import type { Policy } from '#domain/policy/policy.ts';
import { greenlane } from '#infra/greenlane.ts';
import cdkJson from '../../cdk.json' with { type: 'json' };
import type { Template } from './template.ts';

type Report = { pluginReports: { pluginName: string; violations: { ruleName: string }[] }[] };

export type Synthesis = {
  directory: string;
  data: Template;
  service: Template;
  report: Report;
  /** By the path of the construct. */
  acknowledged: Record<string, Record<string, string>>;
};

type Options = {
  /** The values of `-c key=value`. */
  context?: Record<string, unknown>;
  /** The templates against CloudFormation's schemas: two seconds. cdk-nag is always there. */
  validate?: boolean;
  /** Bundle the functions: most of the time of a synthesis. */
  bundle?: boolean;
  /** Instead of those in policies/. */
  policies?: readonly Policy[];
  /** Something more in the app, to see whether it is found. */
  also?: (stacks: ReturnType<typeof greenlane>) => void;
};

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** The app as `cdk synth -c …` has it. A finding fails nothing here: the tests look at the report. */
export function synthesise({ context, validate, bundle, policies, also }: Options = {}): Synthesis {
  process.env.CDK_VALIDATION = String(validate === true);
  const directory = mkdtempSync(join(tmpdir(), 'greenlane-cdk-'));
  directories.push(directory);
  const app = new App({
    outdir: directory,
    analyticsReporting: false,
    context: {
      ...cdkJson.context,
      '@aws-cdk/core:failSynthOnValidationErrors': false,
      'aws:cdk:bundling-stacks': bundle ? ['**'] : [],
      ...context,
    },
  });
  const stacks = greenlane(app, policies);
  also?.(stacks);
  app.synth();
  const read = (file: string) => JSON.parse(readFileSync(join(directory, file), 'utf8'));
  return {
    directory,
    data: read('Data.template.json'),
    service: read('Service.template.json'),
    report: read('validation-report.json'),
    acknowledged: {
      ...acknowledgements(read('Data.metadata.json')),
      ...acknowledgements(read('Service.metadata.json')),
    },
  };
}

function acknowledgements(metadata: Record<string, { type: string; data: Record<string, string> }[]>) {
  return Object.fromEntries(
    Object.entries(metadata).flatMap(([path, entries]) => {
      const found = entries.filter((entry) => entry.type === 'aws:cdk:acknowledged-rules');
      return found.length > 0 ? [[path, Object.assign({}, ...found.map((entry) => entry.data))]] : [];
    }),
  );
}

import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { routes } from '#contract/routes.ts';
import { Status } from '#domain/appointments/appointment.ts';
import { Channel, ServiceMode, WaiverStatus } from '#domain/appointments/parts.ts';
import { DocumentKind } from '#domain/certificates/certificate.ts';
import type { Labels } from '#domain/labelled.ts';
import { MeasurementField, ServiceKind } from '#domain/ledger/catalogue.ts';
import { Purpose } from '#domain/ledger/instrument.ts';
import { EvidenceType } from '#domain/organisations/evidence.ts';
import { Resumption } from '#domain/organisations/organisation.ts';
import { SizeClass } from '#domain/organisations/size-class.ts';
import { Role } from '#domain/people/principal.ts';
import { Lane } from '#domain/policy/lane.ts';
import { Outcome } from '#domain/tasks/outcome.ts';
import { TaskStep } from '#domain/tasks/steps.ts';
import { TaskStatus } from '#domain/tasks/task.ts';
import { UnitLevel } from '#domain/units/unit.ts';
import { ResultOutcome } from '#domain/verification/result.ts';

/**
 * What is written down points at what is there: links and paths in the Markdown files, paths and documents that a comment
 * names, scripts that a guide tells to run. And the glossary says what the label tables and the code say.
 */
const root = join(import.meta.dirname, '..');
/** Made by a command and not kept, or not ours. */
const notKept = [
  'node_modules',
  'cdk.out',
  'dist',
  'coverage',
  'reports',
  '.greenlane',
  '.git',
  '.stryker-tmp',
];
const files = (pattern: string) =>
  globSync(pattern, { cwd: root, exclude: (name) => notKept.includes(basename(name)) });
const read = (file: string) => readFileSync(join(root, file), 'utf8');

const guides = files('**/*.md');
const sources = files('**/*.{ts,tsx,mjs,json,yml,yaml}').filter(
  // This file names what is not there, to see that it is found.
  (file) => !['package-lock.json', 'test/docs.test.ts'].includes(file),
);

type Reference = { in: string; to: string };
const inWords = (wrong: readonly Reference[]) => wrong.map((one) => `${one.in} names ${one.to}`);

/** Whether a path is there, from the top or from where it is written; a `*` stands for something. */
function isThere({ in: file, to }: Reference): boolean {
  return [to, join(dirname(file), to)].some((path) =>
    path.includes('*') ? globSync(path, { cwd: root }).length > 0 : existsSync(join(root, path)),
  );
}
const isKept = ({ to }: Reference) => !to.split('/').some((part) => notKept.includes(part));

/** `[text](target)`, without what leads out of the repository. */
const linksIn = (file: string, text: string): Reference[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, to = '']) => ({ in: file, to }))
    .filter(({ to }) => !/^[a-z]+:/.test(to));

/** Whatever in a text looks like a path of ours: it begins with a room, or names a file in a folder. */
const rooms = 'contract|docs|domain|functions|infra|local|packages|policies|statemachines|store|test';
const PATH = new RegExp(
  String.raw`(?<![\w./@*-])(?:(?:${rooms})/(?:[\w./*-]*[\w*/])?|[\w-]+(?:/[\w*-]+)*/[\w.*-]+\.(?:ts|mjs|json|md))(?![\w/])`,
  'g',
);
const pathsIn = (file: string, text: string): Reference[] =>
  [...text.matchAll(PATH)].map(([to]) => ({ in: file, to })).filter(isKept);

/** The code spans of a Markdown file. */
const codeIn = (text: string): string =>
  [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code).join('\n');

/** The comments of a source file: strings may name what is not there. */
const commentsIn = (text: string): string =>
  [...text.matchAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/ .*$/gm)].map(([comment]) => comment).join('\n');

/** A document that a sentence names: `limits.md`, `docs/limits.md`. Addresses on the web are somebody else's. */
const documentsIn = (file: string, text: string): Reference[] =>
  [...text.replace(/https?:\S+/g, '').matchAll(/(?<![\w.])[\w./-]+\.(?:md|txt|pdf|docx|csv)\b/g)].map(
    ([to]) => ({ in: file, to }),
  );

/** The anchor that a heading gets. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
const anchorsOf = (file: string) =>
  [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

describe('the documents', () => {
  it('link to what is there', () => {
    const links = guides.flatMap((file) => linksIn(file, read(file)));
    expect(links.length).toBeGreaterThan(5);
    const broken = links.filter(({ in: file, to }) => {
      const [path = '', anchor] = to.split('#');
      const target = path === '' ? file : normalize(join(dirname(file), path));
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(inWords(broken)).toEqual([]);
  });

  it('name paths that are there', () => {
    const named = guides.flatMap((file) => pathsIn(file, codeIn(read(file))));
    expect(named.length).toBeGreaterThan(30);
    expect(inWords(named.filter((one) => !isThere(one)))).toEqual([]);
  });

  it('name routes that there are', () => {
    const there = Object.values(routes).map(({ method, path }) => `${method} ${path}`);
    const named = guides.flatMap((file) =>
      [...read(file).matchAll(/\b(?:GET|POST|PUT|DELETE) \/[\w./{}-]*[\w}]/g)].map(([to]) => ({
        in: file,
        to,
      })),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(inWords(named.filter(({ to }) => !there.includes(to)))).toEqual([]);
  });

  it('tell to run scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const told = guides.flatMap((file) =>
      [...read(file).matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, to = '']) => ({
        in: file,
        to,
      })),
    );
    expect(inWords(told.filter(({ to }) => !(to in scripts)))).toEqual([]);
  });
});

describe('the comments', () => {
  it('name paths that are there', () => {
    const named = sources.flatMap((file) => pathsIn(file, commentsIn(read(file))));
    expect(named.length).toBeGreaterThan(5);
    expect(inWords(named.filter((one) => !isThere(one)))).toEqual([]);
  });

  it('and the guides point at no document that is not there', () => {
    const named = [...guides, ...sources.filter((file) => !file.endsWith('.json'))].flatMap((file) =>
      documentsIn(file, file.endsWith('.md') ? read(file) : commentsIn(read(file))),
    );
    expect(inWords(named.filter((one) => !isThere(one)))).toEqual([]);
  });
});

describe('the glossary', () => {
  const text = read('docs/glossary.md');
  const tables: Record<string, Labels> = {
    Role: Role.labels,
    UnitLevel: UnitLevel.labels,
    Lane: Lane.labels,
    Status: Status.labels,
    TaskStep: TaskStep.labels,
    TaskStatus: TaskStatus.labels,
    Outcome: Outcome.labels,
    WaiverStatus: WaiverStatus.labels,
    ServiceMode: ServiceMode.labels,
    ServiceKind: ServiceKind.labels,
    Channel: Channel.labels,
    Purpose: Purpose.labels,
    MeasurementField: MeasurementField.labels,
    EvidenceType: EvidenceType.labels,
    Resumption: Resumption.labels,
    SizeClass: SizeClass.labels,
    ResultOutcome: ResultOutcome.labels,
    DocumentKind: DocumentKind.labels,
  };

  it.each(Object.entries(tables))('has each name of %s with its label', (_, labels) => {
    const missing = Object.entries(labels).filter(([name, { zh }]) => !text.includes(`\`${name}\` ${zh}`));
    expect(missing).toEqual([]);
  });

  it('explains only words that the code knows', () => {
    const code = sources
      .filter((file) => !file.startsWith('test/'))
      .map(read)
      .join('\n');
    const words = [...text.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word),
    );
    expect(words.length).toBeGreaterThan(50);
    expect(words.filter((word) => !code.includes(word))).toEqual([]);
  });
});

describe('the rules of this file', () => {
  it('would see a path, a document or a link that is not there', () => {
    const paths = (text: string) => pathsIn('docs/x.md', text).map(({ to }) => to);
    expect(paths('see contract/nothing.ts, `a/b/c.mjs` and domain/')).toEqual([
      'contract/nothing.ts',
      'a/b/c.mjs',
      'domain/',
    ]);
    expect(paths('statemachines/*.asl.json')).toEqual(['statemachines/*.asl.json']);
    expect(paths('node_modules/x/y.json @aws-sdk/client.ts https://a.b/c/d.ts application/json')).toEqual([]);
    expect(isThere({ in: 'docs/x.md', to: 'contract/nothing.ts' })).toBe(false);
    expect(isThere({ in: 'docs/x.md', to: 'statemachines/*.asl.json' })).toBe(true);
    expect(commentsIn("const a = 'domain/x.ts'; // see domain/y.ts\n/** docs/z.md */")).toBe(
      '// see domain/y.ts\n/** docs/z.md */',
    );
    expect(documentsIn('a.ts', 'as PLAN.md and https://x.y/z.md say').map(({ to }) => to)).toEqual([
      'PLAN.md',
    ]);
    expect(linksIn('a.md', '[a](b.md) [c](https://d.e)')).toEqual([{ in: 'a.md', to: 'b.md' }]);
    expect(anchorOf('What was not exercised')).toBe('what-was-not-exercised');
  });
});

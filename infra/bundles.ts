/** The code of each function as one minified file. No CDK: the test of the budget builds the very same bytes. */
import { resolve } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import type { FunctionName } from '#contract/index.ts';
import { functions } from '#contract/index.ts';

export const root = resolve(import.meta.dirname, '..');

/** What a function may weigh, minified: a bundle is read at every cold start, and growth should be somebody's choice. */
export const budgetBytes = 500 * 1_000;

/** A bundle: the code, its source map, and the packages in it by weight. */
export type Bundle = { code: Uint8Array; map: Uint8Array; weights: Record<string, number> };

/**
 * The AWS SDK is bundled: the one in Lambda's runtime is of another day than the one tested here, and loading it from
 * there is slower. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-package.html
 */
const options = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // Packages offer CommonJS first; from their ES modules esbuild leaves out what is not used.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  charset: 'utf8',
  sourcemap: 'external',
  sourcesContent: false,
  // CommonJS inside a bundle asks for Node's own modules with `require`, which an ES module does not have.
  banner: {
    js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  },
  // Where credentials may come from outside Lambda: profiles, single sign-on, instance metadata. The SDK imports each only
  // when it has looked for them in the environment in vain; Lambda puts them there. Left out, a bundle is a fifth smaller.
  external: [
    '@aws-sdk/credential-provider-http',
    '@aws-sdk/credential-provider-ini',
    '@aws-sdk/credential-provider-process',
    '@aws-sdk/credential-provider-sso',
    '@aws-sdk/credential-provider-web-identity',
    '@smithy/credential-provider-imds',
  ],
  metafile: true,
  write: false,
  logLevel: 'warning',
} as const satisfies BuildOptions;

let built: Map<FunctionName, Bundle> | undefined;

/**
 * All bundles, built once in a process: in one run esbuild reads each module once, not once per function.
 * @throws Error of esbuild where an import does not resolve
 */
export function bundles(): ReadonlyMap<FunctionName, Bundle> {
  built ??= build(Object.keys(functions) as FunctionName[]);
  return built;
}

function build(names: FunctionName[]): Map<FunctionName, Bundle> {
  const result = buildSync({
    ...options,
    entryPoints: names.map((name) => ({ in: functions[name].entry, out: `${name}/index` })),
    outdir: 'out',
    outExtension: { '.js': '.mjs' },
  });
  const contents = new Map(result.outputFiles.map((file) => [file.path, file.contents]));
  const file = (path: string): Uint8Array => {
    const bytes = contents.get(resolve(root, path));
    if (!bytes) throw new Error(`esbuild did not write ${path}.`);
    return bytes;
  };
  return new Map(
    names.map((name) => {
      const path = `out/${name}/index.mjs`;
      const inputs = result.metafile.outputs[path]?.inputs ?? {};
      return [name, { code: file(path), map: file(`${path}.map`), weights: weigh(inputs) }];
    }),
  );
}

/** Bytes by package, or by folder of ours: what to look at when a bundle outgrows its budget. */
function weigh(inputs: Record<string, { bytesInOutput: number }>): Record<string, number> {
  const weights: Record<string, number> = {};
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const [, dependency] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
    const owner = dependency ?? `./${path.split('/')[0]}`;
    weights[owner] = (weights[owner] ?? 0) + bytesInOutput;
  }
  return weights;
}

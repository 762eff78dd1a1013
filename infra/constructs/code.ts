import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { FunctionName } from '#contract/index.ts';
import { functions } from '#contract/index.ts';
import { type Bundle, budgetBytes, bundles, root } from '../bundles.ts';

/**
 * The bundle of a function as an asset. Our own bundling and not `NodejsFunction`, which starts esbuild once for each
 * function and so reads the same SDK again and again.
 */
export const code = (name: FunctionName): Code =>
  Code.fromAsset(root, {
    // By what was built: a change elsewhere in the repository deploys nothing anew.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never run; the type asks for one. What is bundled here needs Node alone.
      image: DockerImage.fromRegistry('none'),
      // CDK knows an asset by these options: were they all alike, the first bundle would be the code of every function.
      command: [functions[name].entry],
      local: {
        tryBundle(directory: string): boolean {
          const bundle = bundles().get(name);
          if (!bundle) throw new Error(`There is no bundle of ${name}.`);
          write(name, bundle, directory);
          return true;
        },
      },
    },
  });

function write(name: FunctionName, bundle: Bundle, directory: string): void {
  if (bundle.code.byteLength > budgetBytes) {
    const heaviest = Object.entries(bundle.weights).sort((a, b) => b[1] - a[1]);
    const list = heaviest.slice(0, 5).map(([owner, bytes]) => `${owner} ${Math.round(bytes / 1_000)} kB`);
    throw new Error(
      `The bundle of ${name} is ${Math.round(bundle.code.byteLength / 1_000)} kB, above ${budgetBytes / 1_000} kB: ${list.join(', ')}.`,
    );
  }
  writeFileSync(join(directory, 'index.mjs'), bundle.code);
  // esbuild's `external` map is not linked from the code; Node follows the link (--enable-source-maps).
  writeFileSync(join(directory, 'index.mjs'), '\n//# sourceMappingURL=index.mjs.map\n', { flag: 'a' });
  writeFileSync(join(directory, 'index.mjs.map'), bundle.map);
}

import { relative } from 'node:path';
import { codecs } from '#store/codecs.ts';
import { record } from './files.ts';
import { samplesOf } from './samples.ts';

/** `npm run rows:record`: the golden rows and the schema of each kind whose version of today has none yet. */
const written = codecs.flatMap((codec) => record(codec, () => samplesOf(codec)));
for (const file of written) console.log(relative('.', file));
if (written.length === 0) console.log('Every version is recorded. 各版本均已有样本。');

import { runOn } from '#test/factories/database.ts';
import { embeddedEngine } from '#test/factories/engine-tables.ts';

runOn(embeddedEngine);

import { tables } from '#contract/index.ts';
import { tableNames } from '#contract/table-names.ts';
import { tablePhysicalName } from '#local/names.ts';

/** The tables of the local run by the names that requests call them by. */
export const physicalTables = new Map(tableNames.map((name) => [tablePhysicalName(name), tables[name]]));

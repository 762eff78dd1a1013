import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { DataFolder } from './data-folder.ts';
import { StartFailure } from './failure.ts';
import { readSetting, writeSetting } from './journal.ts';

/**
 * The layout of a data folder: raised when what is stored can no longer be read, or brought up to date at the start
 * (`local/backfill.ts`), by this version.
 */
export const LAYOUT = 1;

const NAME = 'layout';

/**
 * Notes the layout in a new folder.
 * @throws StartFailure for a folder of another layout, before any row is read.
 */
export function requireLayout(folder: DataFolder, journal: DatabaseSync): void {
  const found = readSetting(journal, NAME);
  if (found === String(LAYOUT)) return;
  // The layout is noted before these files are made: a folder without them is new, also when a start broke off in it.
  const used = existsSync(folder.tables) || existsSync(folder.executions);
  if (found === undefined && !used) {
    writeSetting(journal, NAME, String(LAYOUT));
    return;
  }
  const newer = Number(found ?? 0) > LAYOUT;
  throw new StartFailure(
    `数据文件夹 ${folder.path} 由${newer ? '较新' : '较旧'}的版本建立（布局 ${found ?? '无'}，本版本为 ${LAYOUT}），不能使用：请把它移走，或用 GREENLANE_DATA 指定另一个文件夹，然后重新启动。`,
    `The data folder ${folder.path} was made by ${newer ? 'a newer' : 'an older'} version (layout ${found ?? 'none'}, this version has ${LAYOUT}) and cannot be used: move it away, or name another folder in GREENLANE_DATA, and start again.`,
  );
}

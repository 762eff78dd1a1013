import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFolder } from '#local/data-folder.ts';
import { openJournal, readSetting, writeSetting } from '#local/journal.ts';
import { LAYOUT, requireLayout } from '#local/layout.ts';
import { silentLog } from '#local/log.ts';
import { startSystem } from '#local/system.ts';
import { thingTopology } from '#test/local/fixtures/contract.ts';

let folder: DataFolder;
beforeEach(() => {
  folder = new DataFolder(realpathSync(mkdtempSync(join(tmpdir(), 'greenlane-layout-'))));
});
afterEach(() => rmSync(folder.path, { recursive: true, force: true }));

/** Opens the folder's journal, as a start does, and asks for the layout. */
function open(found?: string): void {
  const journal = openJournal(folder.journal);
  try {
    if (found !== undefined) writeSetting(journal, 'layout', found);
    requireLayout(folder, journal);
    expect(readSetting(journal, 'layout')).toBe(String(LAYOUT));
  } finally {
    journal.close();
  }
}
const use = () => writeFileSync(folder.tables, '');
/** One sentence in each language, with both ways out. */
const older =
  /较旧的版本.*请把它移走，或用 GREENLANE_DATA 指定另一个文件夹，然后重新启动。\n.*an older version.*move it away, or name another folder in GREENLANE_DATA, and start again\.$/;
const newer = /较新的版本[\s\S]*a newer version/;

describe('the layout of a data folder', () => {
  it('is noted in a new one, also where a start broke off before it made anything', () => {
    open();
    use();
    open();
  });

  it('that has no number is refused', () => {
    use();
    expect(open).toThrow(older);
    expect(open).toThrow(folder.path);
  });

  it('of another number is refused, older and newer', () => {
    expect(() => open('0')).toThrow(older);
    expect(() => open(String(LAYOUT + 1))).toThrow(newer);
  });

  it('is asked for at the start of the system', async () => {
    use();
    const start = startSystem({
      dataFolder: folder.path,
      contract: thingTopology,
      demonstration: false,
      log: silentLog,
    });
    await expect(start).rejects.toMatchObject({
      name: 'StartFailure',
      message: expect.stringMatching(older),
    });
  });
});

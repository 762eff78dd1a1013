import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '#local/log.ts';
import { startScreen } from '#local/screen.ts';
import { demonstrationOrganisations } from '#local/seed/organisations.ts';
import { demonstrationTeams } from '#local/seed/teams.ts';
import { type System, startSystem } from '#local/system.ts';
import { tokenFor } from './fixtures/requests.ts';

let dataFolder: string;
let system: System | undefined;

beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'greenlane-start-'));
});
afterEach(async () => {
  await system?.stop();
  system = undefined;
  rmSync(dataFolder, { recursive: true, force: true });
});

const portOf = ({ url }: System): number => Number(new URL(url).port);
const get = async (path: string, token: string) => {
  const response = await fetch(`${system?.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return [response.status, await response.json()];
};

describe('the whole system', () => {
  it('starts with the demonstration, and goes on with it after a restart', async () => {
    const { listTeams } = await import('#store/dispatch/teams.ts');
    const { listShifts } = await import('#store/dispatch/shifts.ts');
    system = await startSystem({ dataFolder, log: silentLog });
    const token = await tokenFor(system.url);
    const code = demonstrationOrganisations[0]?.code;
    expect(await get(`/organisations/${code}`, token)).toMatchObject([
      200,
      { organisation: { code, version: 1 } },
    ]);
    expect(await listTeams('institution-yulin')).toHaveLength(3);
    const days = async () => {
      const { shifts } = await listShifts('institution-yulin', '2000-01-01', '2099-12-31');
      return new Set(shifts.map(({ date }) => date)).size;
    };
    const planned = await days();
    const port = portOf(system);
    await system.advance(24 * 3_600_000);
    const { now } = (await get('/local/clock', token))[1] as { now: string };
    await system.stop();

    system = await startSystem({ dataFolder, log: silentLog, port });
    // The token is still good, the clock has not gone back, and nothing was written over.
    expect(await get(`/organisations/${code}`, token)).toMatchObject([200, { organisation: { version: 1 } }]);
    expect(system.clock.now()).toBeGreaterThanOrEqual(Date.parse(now));
    expect(await days()).toBeGreaterThanOrEqual(planned);
    expect(await listTeams('institution-yulin')).toEqual(
      demonstrationTeams.filter(({ institution }) => institution === 'institution-yulin'),
    );
  });

  it('says so in both languages when its port is taken, and leaves nothing behind', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const failed = startSystem({ dataFolder, log: silentLog, port });
    await expect(failed).rejects.toThrow(/端口 \d+ 已被占用[\s\S]*is taken/);
    other.close();
    // The data folder is free again.
    system = await startSystem({ dataFolder, log: silentLog, demonstration: false });
  });
});

describe('the start screen', () => {
  it('says in both languages where to go, as whom, and where the data is', () => {
    const screen = startScreen('http://127.0.0.1:3000', '/somewhere/else', 1.234);
    expect(screen).toMatch('http://localhost:3000');
    expect(screen).toMatch('ready in 1.2 s');
    expect(screen).toMatch('/somewhere/else');
    for (const role of [
      'enterprise',
      'clerk',
      'dispatcher',
      'technician',
      'approver',
      'leader',
      'operator',
    ]) {
      expect(screen).toMatch(`--role ${role}`);
    }
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { root } from '#local/data-folder.ts';
import { silentLog } from '#local/log.ts';
import { demonstrationOrganisations } from '#local/seed/organisations.ts';
import { startSystem } from '#local/system.ts';
import { expectBooksToAgree } from '#test/system/running-system.ts';
import { kill, killAll, startProcess } from './fixtures/process.ts';

/** A submission, and what it was answered: the id of the appointment, or nothing when the answer was lost. */
type Submission = { key: string; organisation: number; id?: string };

let folder: string;
const tokens = new Map<string, string>();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'greenlane-crash-'));
});
afterEach(async () => {
  await killAll();
  rmSync(folder, { recursive: true, force: true });
});

const main = join(root, 'local/main.ts');
const start = (command = [process.execPath, main]) =>
  startProcess(command, { GREENLANE_DATA: folder, PORT: '0', npm_lifecycle_event: 'start' });

async function tokenOf(url: string, code: string): Promise<string> {
  const at = `${url} ${code}`;
  const known = tokens.get(at);
  if (known) return known;
  const body = JSON.stringify({ role: 'enterprise', organisation: code });
  const { token } = (await (await fetch(`${url}/local/token`, { method: 'POST', body })).json()) as {
    token: string;
  };
  tokens.set(at, token);
  return token;
}

/** Submits, with the same key and content each time; an answer that never comes leaves the submission as it was. */
async function submit(url: string, submission: Submission): Promise<void> {
  const organisation = demonstrationOrganisations[submission.organisation];
  if (!organisation) throw new Error('no such organisation');
  const line = {
    type: 'sphygmomanometer',
    kind: 'verification',
    purpose: 'medical-health',
    model: 'XJ11D',
    serialNumber: submission.key,
    manufacturer: '江苏鱼跃',
  };
  const response = await fetch(`${url}/appointments`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await tokenOf(url, organisation.code)}`,
      'content-type': 'application/json',
      'idempotency-key': `crash-${submission.key}`,
    },
    body: JSON.stringify({ division: organisation.division, mode: 'send-in', lines: [line] }),
  });
  const { appointment } = (await response.json()) as { appointment: { id: string } };
  expect(appointment?.id ?? `${response.status}`).toBe(submission.id ?? appointment.id);
  submission.id = appointment.id;
}

/** `npm run kills` kills it twenty times, every change only three. */
const KILLS = Number(process.env.KILLS ?? 3);

it('keeps every appointment, once, when npm start is killed while they come in', {
  timeout: KILLS * 30_000,
}, async () => {
  const submissions: Submission[] = [];
  for (let round = 0; round < KILLS; round++) {
    const amount = [2, 6, 1][round % 3] ?? 1;
    const { child, url } = await start();
    let killed = false;
    const submitting = (async () => {
      for (let number = 0; !killed; number++) {
        const submission = { key: `${round}-${number}`, organisation: number % 6 };
        submissions.push(submission);
        await submit(url, submission).catch((error) => {
          if (!killed) throw error;
        });
      }
    })();
    const before = submissions.filter(({ id }) => id).length;
    await vi.waitUntil(() => submissions.filter(({ id }) => id).length >= before + amount, {
      timeout: 30_000,
      interval: 2,
    });
    killed = true;
    await kill(child);
    await submitting;
  }

  const system = await startSystem({ dataFolder: folder, log: silentLog });
  try {
    // Every client asks again, as one does that got no answer: none gets a second appointment.
    for (const submission of submissions) await submit(system.url, submission);
    await system.settle();
    expect(new Set(submissions.map(({ id }) => id)).size).toBe(submissions.length);
    for (const { id } of submissions) {
      const response = await fetch(`${system.url}/local/executions/${id}`);
      const running = { status: 'RUNNING' };
      expect(await response.json()).toMatchObject({
        executions: [
          { machine: 'appointment', ...running },
          { machine: 'verification', ...running },
        ],
      });
    }
    expect(system.deadLetters.list().flatMap(({ messages }) => messages)).toEqual([]);
    await expectBooksToAgree();
  } finally {
    await system.stop();
  }
});

it('ends with the npm that started it, and leaves the folder to the next', { timeout: 60_000 }, async () => {
  // A shell in the place of npm, which waits for it and passes no signal on.
  const first = await start(['sh', '-c', `'${process.execPath}' '${main}'; true`]);
  await kill(first.child);
  const second = await start();
  expect((await fetch(`${second.url}/health`)).status).toBe(200);
});

import type { AppointmentRequest } from '#contract/api/appointments.ts';
import type { Bilingual } from '#domain/bilingual.ts';
import type { Evidence } from '#domain/organisations/evidence.ts';
import type { OrganisationInput } from '#domain/organisations/organisation.ts';
import { institutionOf } from '#domain/units/institution.ts';
import type { UnitId } from '#domain/units/unit.ts';
import { demonstrationOrganisations } from '#local/seed/organisations.ts';
import { type Board, type DemoClient, Followed } from './client.ts';

/** A story of the demonstration: what is played, and what must hold afterwards. */
export type Case = { title: Bilingual; play: (scenario: Scenario) => Promise<void> };

export type Check = { what: string; ok: boolean; got: unknown };

/** Where one case is played: its appointments and its expectations. */
export class Scenario {
  readonly client: DemoClient;
  readonly appointments: Followed[] = [];
  readonly checks: Check[] = [];

  constructor(client: DemoClient) {
    this.client = client;
  }

  say(zh: string, en: string): void {
    this.client.say(zh, en);
  }

  expect(what: string, got: unknown, wanted: unknown = true): void {
    const ok = JSON.stringify(got) === JSON.stringify(wanted);
    this.checks.push({ what, ok, got });
    if (!ok) this.say(`✗ 不符预期：${what}`, `✗ not as expected: ${what}: ${JSON.stringify(got)}`);
  }

  /** An enterprise submits what `request` says of its instruments. */
  async submit(code: string, request: Draft): Promise<Followed> {
    const organisation = organisationOf(code);
    const owner = this.client.enterprise(code);
    const { appointment } = await owner.post<{ appointment: { id: string } }>('/appointments', {
      division: organisation.division,
      ...request,
    });
    const followed = new Followed(this.client, owner, appointment.id);
    this.appointments.push(followed);
    this.say(`${organisation.name}提交预约`, `${appointment.id} submitted`);
    return followed;
  }

  /** A line of this run. */
  line(type: string, number: number, more: Partial<AppointmentRequest['lines'][number]> = {}) {
    return {
      type,
      kind: 'calibration',
      purpose: 'other',
      model: 'GL-1',
      manufacturer: '演示仪器厂',
      serialNumber: `${this.client.run}-${number}`,
      ...more,
    } as AppointmentRequest['lines'][number];
  }
}

export type Draft = Partial<AppointmentRequest> & Pick<AppointmentRequest, 'mode' | 'lines'>;

function organisationOf(code: string): OrganisationInput {
  const found = demonstrationOrganisations.find((organisation) => organisation.code === code);
  if (!found) throw new RangeError(`no organisation ${code} in the demonstration`);
  return found;
}

/** The evidence that an organisation of the demonstration would hand in, true to its register. */
export function evidenceOf(code: string, ...types: Evidence['type'][]): Evidence[] {
  const { industry, staff, revenueWan, assetsWan, contact } = organisationOf(code);
  const signed = { declaredBy: contact.name, declaredAt: new Date().toISOString() };
  const all: Record<Evidence['type'], Evidence> = {
    'size-declaration': { type: 'size-declaration', industry, staff, revenueWan, assetsWan, ...signed },
    'resumption-declaration': { type: 'resumption-declaration', resumesOn: '2020-02-24', ...signed },
    'epidemic-use-declaration': {
      type: 'epidemic-use-declaration',
      use: '员工入厂测温',
      place: '厂区大门',
      ...signed,
    },
    'written-commitment': { type: 'written-commitment', statement: '所填内容属实。', ...signed },
  };
  return types.map((type) => all[type]);
}

/** Lines that fail, by number, and why. */
export type Failures = Record<number, string>;

/** Reception, test, check and authorisation, by three different people. */
export async function verify(followed: Followed, failures: Failures = {}): Promise<void> {
  const { appointment } = await followed.status('ASSIGNED', 'VERIFYING');
  if (appointment.mode === 'send-in') {
    await followed.decide('receive', { outcome: 'receive', condition: '外观完好，附件齐全' });
  }
  const testedOn = await followed.client.today();
  const { task, unit, role } = await followed.task('test');
  await followed.client.staff(role, unit, 1).post(`/tasks/${task}/results`, {
    results: appointment.lines.map(({ number }) => {
      const reason = failures[number];
      return reason
        ? { line: number, outcome: 'fail', testedOn, reason }
        : { line: number, outcome: 'pass', testedOn };
    }),
  });
  await followed.decide('check', { outcome: 'approve' }, 2);
  await followed.decide('authorise', { outcome: 'approve' }, 3);
  followed.client.say('检定、核验、批准由三人完成', 'tested, checked and authorised by three people');
}

/** The dispatcher plans a shift where a unit has no room left: the calendar of a long-used data folder runs out. */
export async function makeRoom(client: DemoClient, unit: UnitId, minutes = 480): Promise<void> {
  const dispatcher = client.staff('dispatcher', unit);
  const institution = institutionOf(unit);
  const board = await dispatcher.get<Board>(`/institutions/${institution}/dispatch-board?days=31`);
  for (const team of board.teams) {
    const own = board.shifts.filter(({ teamId }) => teamId === team.id);
    if (own.some(({ remaining }) => remaining >= minutes)) continue;
    const date = freeDay(board.from, new Set(own.map((shift) => shift.date)));
    await dispatcher.post(`/institutions/${institution}/shifts`, { teamId: team.id, date, minutes: 480 });
  }
}

/** The first day from one on that is not among the taken ones. */
export function freeDay(from: string, taken: ReadonlySet<string>): string {
  for (let day = Date.parse(from); ; day += 86_400_000) {
    const date = new Date(day).toISOString().slice(0, 10);
    if (!taken.has(date)) return date;
  }
}

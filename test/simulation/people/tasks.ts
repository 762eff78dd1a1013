import type { RouteName } from '#contract/routes.ts';
import type { Appointment } from '#domain/appointments/appointment.ts';
import type { Principal } from '#domain/people/principal.ts';
import type { Task } from '#domain/tasks/task.ts';
import { isOpen } from '#domain/tasks/task.ts';
import { localDate } from '#domain/time/calendar.ts';
import { unitOfInstitution } from '#domain/units/institution.ts';
import type { Changed } from '#test/books/books.ts';
import type { Agenda } from '../agenda.ts';
import type { Random } from '../random.ts';
import type { Api, Asked } from './api.ts';
import { type StaffRole, staffOf } from './cast.ts';

const HOUR_MS = 3_600_000;

/** How the people of a seed are: how often they send back, say no, and leave things lying. */
export type Habits = { returns: number; rejects: number; forgets: number; technicians: number };

export const habitsOf = (random: Random): Habits => ({
  returns: random.pick([0, 0.3, 0.6]),
  rejects: random.pick([0.05, 0.2, 0.7]),
  forgets: random.pick([0, 0.05, 0.25]),
  technicians: random.pick([2, 3, 4, 4]),
});

/** The people who are asked to decide: one after a while, two at once, the wrong one, too late, or nobody. */
export class Deciders {
  readonly #agenda: Agenda;
  readonly #random: Random;
  readonly #api: Api;
  readonly #habits: Habits;

  constructor(parts: { agenda: Agenda; random: Random; api: Api; habits: Habits }) {
    this.#agenda = parts.agenda;
    this.#random = parts.random;
    this.#api = parts.api;
    this.#habits = parts.habits;
  }

  /** A task that was opened, or taken to another group, is seen by its people. */
  notice(changed: Changed): void {
    if (changed.of !== 'task' || !changed.after || !isOpen(changed.after)) return;
    const { before, after } = changed;
    if (before && before.candidates.length === after.candidates.length) return;
    this.#plan(after);
  }

  #plan(task: Task): void {
    const random = this.#random;
    if (random.chance(this.#habits.forgets)) return;
    const people = random.shuffled(this.#group(task));
    const able = people.filter(({ subject }) => !task.excluded.includes(subject));
    const way = random.weighed({ one: 68, race: 9, wrong: 6, late: 9, 'at the last moment': 8 });
    const untilDue = Date.parse(task.dueAt) - this.#agenda.now();
    const after = this.#reaction(way, untilDue);
    if (way === 'wrong') this.#later(after / 2, task, this.#somebodyElse(task));
    const [first, second] = able;
    if (first) this.#later(after, task, first);
    if (second && way === 'race') this.#later(after + random.between(0, 40), task, second);
  }

  /** After how long somebody decides. At the last moment: when a wait of a machine runs out, or the sweeper comes. */
  #reaction(way: string, untilDue: number): number {
    const random = this.#random;
    if (way === 'late') return untilDue + random.between(-1, 30) * HOUR_MS;
    if (way === 'at the last moment') return untilDue + random.between(-400, 200);
    return random.between(2, 1_200) * 60_000;
  }

  /** The candidates, as far as they are there in this seed. */
  #group({ candidates }: Task): Principal[] {
    return candidates.flatMap(({ role, institution }) => {
      const unit = unitOfInstitution(institution);
      const all = staffOf(role as StaffRole, unit);
      return role === 'technician' && unit !== 'shaanxi' ? all.slice(0, this.#habits.technicians) : all;
    });
  }

  #somebodyElse(task: Task): Principal {
    const [{ role, institution } = { role: 'clerk', institution: 'institution-baoji' } as const] =
      task.candidates;
    const unit = unitOfInstitution(institution);
    const excluded = this.#group(task).find(({ subject }) => task.excluded.includes(subject));
    const others = [excluded, staffOf(role as StaffRole, 'baoji')[0], staffOf('dispatcher', unit)[0]];
    return this.#random.pick(others.flatMap((one) => one ?? []));
  }

  #later(milliseconds: number, task: Task, by: Principal): void {
    this.#agenda.in(Math.max(milliseconds, 0), () => void this.#handle(task.id, by));
  }

  /** Looks at the task, claims it perhaps, and decides it, as often as it turns out to be open still. */
  async #handle(id: string, by: Principal): Promise<void> {
    const random = this.#random;
    const parameters = { id };
    if (random.chance(0.2)) await this.#api.ask(by, 'listTasks', {});
    const seen = await this.#api.ask(by, 'readTask', { parameters });
    if (seen?.status !== 200) return;
    const { task, appointment } = seen.body as { task: Task; appointment: Appointment };
    if (random.chance(0.25)) {
      await this.#api.ask(by, 'claimTask', { parameters });
      // Sees that it is nothing for him, and gives it back for the others.
      if (random.chance(0.15)) {
        await this.#api.ask(by, 'releaseTask', { parameters });
        this.#agenda.in(random.between(1, 20) * HOUR_MS, () => this.#plan(task));
        return;
      }
      if (random.chance(this.#habits.forgets)) return;
    }
    const [route, asked] = this.#decision(task, appointment);
    const reply = await this.#api.ask(by, route, asked);
    if (reply === undefined && random.chance(0.8)) this.#later(random.between(1, 12) * HOUR_MS, task, by);
  }

  #decision(task: Task, appointment: Appointment): [RouteName, Asked] {
    const decision = this.#outcome(task, appointment);
    const random = this.#random;
    if (task.step === 'test') {
      const { results } = decision as { results: unknown };
      return ['recordResults', { parameters: { id: task.id }, body: { results } }];
    }
    if (random.chance(0.15)) return ['decideTasks', { body: { items: [{ task: task.id, decision }] } }];
    const version = random.chance(0.2) && task.status === 'OPEN' ? { version: task.version } : {};
    return ['decideTask', { parameters: { id: task.id }, body: { decision, ...version } }];
  }

  #outcome({ step }: Task, appointment: Appointment): object {
    const random = this.#random;
    const rejects = random.chance(this.#habits.rejects);
    switch (step) {
      case 'intake-review': {
        const lines = [{ line: 1, reason: '名称不规范' }];
        if (random.chance(this.#habits.returns)) return { outcome: 'return', reason: '请更正', lines };
        const unpriced = ('triage' in appointment && appointment.triage?.unpriced) || [];
        const prices = unpriced.map((line) => ({ line, tariffFen: random.between(10, 400) * 100 }));
        return { outcome: 'accept', ...(prices.length > 0 && { prices }) };
      }
      case 'receive':
        return { outcome: 'receive', condition: '外观完好' };
      case 'test':
        return { outcome: 'record', results: appointment.lines.map(({ number }) => this.#result(number)) };
      case 'waiver-review':
        return rejects
          ? { outcome: 'reject', reason: '不符合条件' }
          : { outcome: 'approve', ratePercent: random.pick([20, 40, 50, 60, 60, 80]) };
      default:
        return rejects ? { outcome: 'reject', reason: '请复检' } : { outcome: 'approve' };
    }
  }

  #result(line: number): object {
    const testedOn = localDate(this.#agenda.now());
    return this.#random.chance(0.12)
      ? { line, outcome: 'fail', testedOn, reason: '示值超差' }
      : { line, outcome: 'pass', testedOn };
  }
}

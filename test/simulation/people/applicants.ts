import type { Appointment } from '#domain/appointments/appointment.ts';
import type { OrganisationInput } from '#domain/organisations/organisation.ts';
import type { Principal } from '#domain/people/principal.ts';
import type { Changed } from '#test/books/books.ts';
import type { Agenda } from '../agenda.ts';
import type { Random } from '../random.ts';
import type { Api } from './api.ts';
import { enterprise, staffOf } from './cast.ts';
import { requestOf } from './requests.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MAXIMUM_APPOINTMENTS = 5;
const FIRST_DAYS = 6;

/** Enterprises, and the clerks who take their calls: they submit, look, cancel, correct, and forget. */
export class Applicants {
  readonly #agenda: Agenda;
  readonly #random: Random;
  readonly #api: Api;
  readonly #organisations: readonly OrganisationInput[];

  constructor(parts: {
    agenda: Agenda;
    random: Random;
    api: Api;
    organisations: readonly OrganisationInput[];
  }) {
    this.#agenda = parts.agenda;
    this.#random = parts.random;
    this.#api = parts.api;
    this.#organisations = parts.organisations;
  }

  start(): void {
    const random = this.#random;
    const count = random.between(1, MAXIMUM_APPOINTMENTS);
    for (let number = 0; number < count; number++) {
      const organisation = random.pick(this.#organisations);
      // Several at once now and then: their transactions meet.
      const at = random.chance(0.3) ? HOUR_MS : random.between(0, FIRST_DAYS * 24 * 60) * MINUTE_MS;
      this.#agenda.in(at + random.between(0, 50), () => void this.#submit(organisation));
    }
  }

  /** What comes back is read by whoever sent it. */
  notice(changed: Changed): void {
    if (changed.of !== 'appointment' || !changed.after) return;
    const { id, organisationCode, status } = changed.after;
    const organisation = this.#organisations.find(({ code }) => code === organisationCode);
    if (!organisation) return;
    // In the middle of what the machine does next.
    if (this.#random.chance(0.03))
      this.#agenda.in(this.#random.between(0, 400), () => void this.#cancel(id, enterprise(organisation)));
    if (status === 'RETURNED') this.#answer(id, organisation);
  }

  #answer(id: string, organisation: OrganisationInput): void {
    const way = this.#random.weighed({ resubmit: 6, cancel: 2, forget: 2 });
    const after = this.#random.between(5, 4_000) * MINUTE_MS;
    if (way === 'resubmit') this.#agenda.in(after, () => void this.#resubmit(id, organisation));
    if (way === 'cancel') this.#agenda.in(after, () => void this.#cancel(id, enterprise(organisation)));
  }

  async #submit(organisation: OrganisationInput): Promise<void> {
    const random = this.#random;
    const byTelephone = random.chance(0.12);
    const by = byTelephone ? random.pick(staffOf('clerk', organisation.unit)) : enterprise(organisation);
    const request = requestOf(organisation, random, this.#agenda.now());
    if (random.chance(0.1)) await this.#api.ask(by, 'quote', { body: request });
    const body = byTelephone ? { ...request, organisationCode: organisation.code } : request;
    const reply = await this.#api.ask(by, 'submitAppointment', { body });
    if (reply?.status !== 202) return;
    const { id } = (reply.body as { appointment: Appointment }).appointment;
    this.#follow(id, by);
  }

  #follow(id: string, by: Principal): void {
    const random = this.#random;
    const read = () => void this.#api.ask(by, 'readAppointment', { parameters: { id } });
    if (random.chance(0.5)) this.#agenda.in(random.between(1, 10_000) * MINUTE_MS, read);
    if (!random.chance(0.2)) return;
    // At once, on the way, or when it is nearly over.
    const longest = random.pick([1, 60, 3_000, 15_000]);
    const at = random.between(0, longest * 60_000);
    this.#agenda.in(at, () => void this.#cancel(id, by));
    if (random.chance(0.3)) this.#agenda.in(at + random.between(0, 3_000), () => void this.#cancel(id, by));
  }

  async #cancel(id: string, by: Principal): Promise<void> {
    await this.#api.ask(by, 'cancelAppointment', { parameters: { id }, body: { reason: '不再需要' } });
  }

  async #resubmit(id: string, organisation: OrganisationInput): Promise<void> {
    const body = requestOf(organisation, this.#random, this.#agenda.now());
    await this.#api.ask(enterprise(organisation), 'resubmitAppointment', { parameters: { id }, body });
  }
}

import { describe, expect, it } from 'vitest';
import { Shift, Team } from '#domain/dispatch/capacity.ts';
import { MeasurementField } from '#domain/ledger/catalogue.ts';
import { OrganisationInput } from '#domain/organisations/organisation.ts';
import { InstitutionId, unitOfInstitution } from '#domain/units/institution.ts';
import { demonstrationOrganisations } from '#local/seed/organisations.ts';
import { demonstrationShifts, workingDaysFrom } from '#local/seed/shifts.ts';
import { demonstrationTeams } from '#local/seed/teams.ts';
import { division } from '#policies/divisions.ts';

describe('the organisations', () => {
  it.each(demonstrationOrganisations)('$name is as an enterprise could state itself', (organisation) => {
    expect(OrganisationInput.parse(organisation)).toEqual(organisation);
    expect(division(organisation.division)).toBeDefined();
  });

  it('are each another, in most units', () => {
    expect(new Set(demonstrationOrganisations.map(({ code }) => code)).size).toBe(
      demonstrationOrganisations.length,
    );
    expect(new Set(demonstrationOrganisations.map(({ unit }) => unit)).size).toBeGreaterThanOrEqual(10);
  });
});

describe('the teams of each institution', () => {
  it.each(InstitutionId.options)(
    '%s can do every job, on site and sent in, with three people',
    (institution) => {
      const teams = demonstrationTeams.filter((team) => team.institution === institution);
      const unit = unitOfInstitution(institution);
      for (const team of teams) expect(Team.parse(team)).toEqual(team);
      expect(teams.length).toBeGreaterThanOrEqual(2);
      const canDoAll = (team: Team) => MeasurementField.options.every((field) => team.fields.includes(field));
      expect(teams.some((team) => canDoAll(team) && team.vehicle !== null)).toBe(true);
      expect(teams.some((team) => canDoAll(team) && team.laboratory)).toBe(true);
      for (const { members, base } of teams) {
        expect(members.map(({ subject }) => subject)).toEqual(
          [1, 2, 3].map((n) => `technician-${n}@${unit}`),
        );
        expect(division(base)).toBeDefined();
      }
    },
  );

  it('have each their own vehicle', () => {
    const vehicles = demonstrationTeams.flatMap(({ vehicle }) => vehicle ?? []);
    expect(new Set(vehicles).size).toBe(vehicles.length);
  });
});

describe('the shifts', () => {
  it('are full days on working days, today included', () => {
    const days = workingDaysFrom('2026-09-24', 4);
    expect(days).toEqual(['2026-09-24', '2026-09-28', '2026-09-29', '2026-09-30']);
    const shifts = demonstrationShifts(
      demonstrationTeams.slice(0, 1),
      days,
      (team, date) => `${team}-${date}`,
    );
    for (const shift of shifts) expect(Shift.parse(shift)).toEqual(shift);
    expect(shifts.map(({ id }) => id)).toContain('shaanxi-field-1-2026-09-28');
  });

  it('end where the calendar ends', () => {
    const days = workingDaysFrom('2030-12-30', 5);
    expect(days.every((day) => day.startsWith('2030'))).toBe(true);
  });
});

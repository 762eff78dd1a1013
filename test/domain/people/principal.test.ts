import { describe, expect, it } from 'vitest';
import { hasRole, mayActFor, maySee, Principal } from '#domain/people/principal.ts';
import { ENTERPRISE_CODE, OTHER_CODE, person } from '#test/factories/people.ts';

const record = { organisationCode: ENTERPRISE_CODE, unit: 'shangluo' } as const;

describe('who sees a record', () => {
  it.each([
    ['its own enterprise', person('enterprise'), true],
    ['another enterprise', person('enterprise', { organisation: OTHER_CODE }), false],
    ['staff of its unit', person('clerk'), true],
    ['staff of another unit', person('clerk', { unit: 'xianyang' }), false],
    ['staff of the province', person('leader', { unit: 'shaanxi' }), true],
  ])('%s: %s', (_, principal, expected) => {
    expect(maySee(principal, record)).toBe(expected);
  });

  it('does not show it to an enterprise because its account also names the unit', () => {
    const principal = { ...person('enterprise', { organisation: OTHER_CODE }), unit: 'shangluo' as const };
    expect(maySee(principal, record)).toBe(false);
  });
});

describe('who acts for a unit', () => {
  it('is its own staff, and not even the province', () => {
    expect(mayActFor(person('dispatcher'), 'shangluo')).toBe(true);
    expect(mayActFor(person('dispatcher', { unit: 'shaanxi' }), 'shangluo')).toBe(false);
    expect(mayActFor(person('enterprise'), 'shangluo')).toBe(false);
  });
});

describe('a principal', () => {
  it('has a role of ours, and no other', () => {
    expect(hasRole(person('clerk'), 'clerk')).toBe(true);
    expect(hasRole(person('clerk'), 'approver')).toBe(false);
    expect(Principal.safeParse({ ...person('clerk'), roles: [] }).success).toBe(false);
    expect(Principal.safeParse({ ...person('clerk'), roles: ['root'] }).success).toBe(false);
  });
});

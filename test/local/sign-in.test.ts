import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { Principal, Role } from '#domain/people/principal.ts';
import { UnitId } from '#domain/units/unit.ts';
import { demonstrationAccount, peopleOf } from '#local/seed/people.ts';
import { accountFor } from '#local/sign-in/accounts.ts';
import { newSigningKey, signingKeyIn } from '#local/sign-in/keys.ts';
import { issuerOf, signToken } from '#local/sign-in/tokens.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenlane-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the signing key', () => {
  it('is made once, even when two processes want it at the same time', async () => {
    const path = join(folder, 'key.json');
    const keys = await Promise.all([signingKeyIn(path), signingKeyIn(path), signingKeyIn(path)]);
    expect(new Set([...keys, await signingKeyIn(path)].map(({ id }) => id)).size).toBe(1);
    expect(readdirSync(folder)).toEqual(['key.json']);
  });
});

describe('a token', () => {
  it('verifies against the public key and carries the claims of a Cognito ID token', async () => {
    const key = await newSigningKey();
    const account = accountFor({ role: 'approver', unit: 'shangluo', name: '张三' });
    const token = await signToken(key, issuerOf(3000), account);
    const { payload } = await jwtVerify(token, createLocalJWKSet({ keys: [key.publicJwk] }), {
      issuer: 'http://localhost:3000',
      audience: 'greenlane',
    });
    expect(payload).toMatchObject({
      sub: 'approver-张三@shangluo',
      name: '张三',
      'cognito:groups': ['approver'],
      'custom:unit': 'shangluo',
    });
    expect(payload).not.toHaveProperty('custom:organisation');
  });

  it('is valid for seven days of real time', async () => {
    const token = await signToken(await newSigningKey(), issuerOf(3000), accountFor({ role: 'leader' }));
    const { iat = 0, exp = 0 } = decodeJwt(token);
    expect(exp - iat).toBe(7 * 24 * 3600);
    expect(Math.abs(iat - Date.now() / 1000)).toBeLessThan(60);
  });
});

describe('a demonstration account', () => {
  it('is the same person on every machine', () => {
    expect(demonstrationAccount('technician', 'xianyang', 2)).toEqual({
      subject: 'technician-2@xianyang',
      name: expect.any(String),
      role: 'technician',
      unit: 'xianyang',
    });
    expect(accountFor({ role: 'technician', unit: 'xianyang', subject: 'technician-2@xianyang' })).toEqual(
      demonstrationAccount('technician', 'xianyang', 2),
    );
  });

  it('is a principal as the handlers know it, and shares its name with no colleague', () => {
    for (const unit of UnitId.options) {
      const people = Role.options.flatMap((role) =>
        Array.from({ length: peopleOf(role) }, (_, index) => demonstrationAccount(role, unit, index + 1)),
      );
      for (const { role, ...person } of people) Principal.parse({ ...person, roles: [role] });
      expect(new Set(people.map(({ name }) => name)).size).toBe(people.length);
    }
  });

  it('of another name is another person', () => {
    const first = accountFor({ role: 'clerk', unit: 'yulin' });
    const other = accountFor({ role: 'clerk', unit: 'yulin', name: '李四' });
    expect(first.subject).toBe('clerk-1@yulin');
    expect(other).toMatchObject({ subject: 'clerk-李四@yulin', name: '李四' });
  });

  it('of an enterprise needs its organisation, whose name it bears', () => {
    expect(accountFor({ role: 'enterprise', organisation: '91610402TT0000051N' })).toEqual({
      subject: 'enterprise-1@91610402TT0000051N',
      name: '咸阳渭滨精密零件有限公司',
      role: 'enterprise',
      organisation: '91610402TT0000051N',
    });
    expect(() => accountFor({ role: 'enterprise' })).toThrow(/企业账号[\s\S]*credit code/);
  });
});

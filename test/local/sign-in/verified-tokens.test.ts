import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { VerifiedTokens } from '#local/sign-in/verified-tokens.ts';

const NOON = Date.parse('2026-03-02T12:00:00Z');
const secret = new TextEncoder().encode('a secret of this test, 32 bytes long');

const token = (subject: string, expiresAt = NOON + 60_000): Promise<string> =>
  new SignJWT({ sub: subject })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(expiresAt / 1000)
    .sign(secret);

function authorizer() {
  const verified: string[] = [];
  const state = { now: NOON, refuse: false };
  const tokens = new VerifiedTokens(
    async (asked) => {
      verified.push(asked);
      if (state.refuse) throw new Error('refused');
    },
    () => state.now,
  );
  return { tokens, verified, state };
}

describe('the authorizer', () => {
  it('verifies a token once, however often it comes', async () => {
    const { tokens, verified } = authorizer();
    const [one, other] = [await token('one'), await token('other')];
    for (const each of [one, other, one, one]) await tokens.claimsOf(each);
    expect(verified).toEqual([one, other]);
    expect(await tokens.claimsOf(one)).toMatchObject({ sub: 'one' });
  });

  it('verifies it again once it has run out', async () => {
    const { tokens, verified, state } = authorizer();
    const one = await token('one');
    await tokens.claimsOf(one);
    state.now = NOON + 60_000;
    state.refuse = true;
    await expect(tokens.claimsOf(one)).rejects.toThrow('refused');
    expect(verified).toEqual([one, one]);
  });

  it('does not remember what it refused, nor take another for it', async () => {
    const { tokens, verified, state } = authorizer();
    const one = await token('one');
    await tokens.claimsOf(one);
    state.refuse = true;
    const forged = `${one.slice(0, -4)}AAAA`;
    await expect(tokens.claimsOf(forged)).rejects.toThrow('refused');
    await expect(tokens.claimsOf(forged)).rejects.toThrow('refused');
    expect(verified).toEqual([one, forged, forged]);
  });
});

import { decodeJwt, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { VerifiedTokens } from '#functions/middleware/verified-tokens.ts';

const NOON = Date.parse('2026-03-02T12:00:00Z');
const secret = new TextEncoder().encode('a secret of this test, 32 bytes long');

const token = (subject: string, expiresAt = NOON + 60_000): Promise<string> =>
  new SignJWT({ sub: subject })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(expiresAt / 1000)
    .sign(secret);

function remembering() {
  const verified: string[] = [];
  const state = { now: NOON, refuse: false };
  const tokens = new VerifiedTokens(
    async (asked) => {
      verified.push(asked);
      if (state.refuse) throw new Error('refused');
      return decodeJwt(asked);
    },
    () => state.now,
  );
  return { tokens, verified, state };
}

describe('tokens that were verified', () => {
  it('are verified once, however often they come', async () => {
    const { tokens, verified } = remembering();
    const [one, other] = [await token('one'), await token('other')];
    for (const each of [one, other, one, one]) await tokens.claimsOf(each);
    expect(verified).toEqual([one, other]);
    expect(await tokens.claimsOf(one)).toMatchObject({ sub: 'one' });
  });

  it('are verified again once they have run out', async () => {
    const { tokens, verified, state } = remembering();
    const one = await token('one');
    await tokens.claimsOf(one);
    state.now = NOON + 60_000;
    state.refuse = true;
    await expect(tokens.claimsOf(one)).rejects.toThrow('refused');
    expect(verified).toEqual([one, one]);
  });

  it('are not what was refused, nor another that looks alike', async () => {
    const { tokens, verified, state } = remembering();
    const one = await token('one');
    await tokens.claimsOf(one);
    state.refuse = true;
    const forged = `${one.slice(0, -4)}AAAA`;
    await expect(tokens.claimsOf(forged)).rejects.toThrow('refused');
    await expect(tokens.claimsOf(forged)).rejects.toThrow('refused');
    expect(verified).toEqual([one, forged, forged]);
  });
});

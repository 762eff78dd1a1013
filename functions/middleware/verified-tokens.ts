import type { JWTPayload } from 'jose';

/** More are in use at once of no function that we know of. */
const REMEMBERED = 1_000;

/**
 * Tokens that were verified, with their claims. What verifying says of the same bytes is the same each time, but for the
 * hour: so a token is verified once, and after that only asked whether it has run out. The issuer's keys are remembered
 * as well, so a key that is withdrawn is believed as long.
 */
export class VerifiedTokens {
  readonly #verify: (token: string) => Promise<JWTPayload>;
  readonly #now: () => number;
  readonly #known = new Map<string, JWTPayload>();

  /**
   * @param verify the claims of a token; rejects for one that does not verify
   * @param now the time by which `verify` judges, in milliseconds since 1970
   */
  constructor(verify: (token: string) => Promise<JWTPayload>, now: () => number = Date.now) {
    this.#verify = verify;
    this.#now = now;
  }

  /** The claims of a token. @throws what `verify` rejects with */
  async claimsOf(token: string): Promise<JWTPayload> {
    const known = this.#known.get(token);
    if (known?.exp !== undefined && this.#now() < known.exp * 1000) return known;
    this.#known.delete(token);
    const claims = await this.#verify(token);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(token, claims);
    return claims;
  }
}

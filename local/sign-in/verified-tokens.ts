import { decodeJwt, type JWTPayload } from 'jose';

/** More are in use at once on no machine that this is for. */
const REMEMBERED = 1_000;

/**
 * The authorizer in front of the functions. Each function verifies the token of its request itself, here as it does where
 * it is deployed; what the authorizer asks first is the same of the same bytes each time, but for the hour. So it verifies
 * a token once, and after that looks only whether it has run out.
 */
export class VerifiedTokens {
  readonly #verify: (token: string) => Promise<unknown>;
  readonly #now: () => number;
  readonly #known = new Map<string, JWTPayload>();

  /**
   * @param verify rejects for a token that does not verify
   * @param now the time by which `verify` judges, in milliseconds since 1970
   */
  constructor(verify: (token: string) => Promise<unknown>, now: () => number = Date.now) {
    this.#verify = verify;
    this.#now = now;
  }

  /** The claims of a token. @throws what `verify` rejects with */
  async claimsOf(token: string): Promise<JWTPayload> {
    const known = this.#known.get(token);
    if (known?.exp !== undefined && this.#now() < known.exp * 1000) return known;
    this.#known.delete(token);
    await this.#verify(token);
    const claims = decodeJwt(token);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(token, claims);
    return claims;
  }
}

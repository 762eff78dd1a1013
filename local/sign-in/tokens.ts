import { SignJWT } from 'jose';
import { AUDIENCE } from '#local/names.ts';
import type { Account } from '#local/seed/people.ts';
import { ALGORITHM, type SigningKey } from './keys.ts';

/** One issuer for every way to reach the server. */
export const issuerOf = (port: number): string => `http://localhost:${port}`;

/**
 * A bearer token with the claims of a Cognito ID token. It is valid for seven days of real time: whoever moves the
 * business clock a month forward stays signed in.
 */
export function signToken(key: SigningKey, issuer: string, account: Account): Promise<string> {
  return new SignJWT({
    name: account.name,
    'cognito:groups': [account.role],
    ...(account.unit && { 'custom:unit': account.unit }),
    ...(account.organisation && { 'custom:organisation': account.organisation }),
  })
    .setProtectedHeader({ alg: ALGORITHM, kid: key.id, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(AUDIENCE)
    .setSubject(account.subject)
    .setIssuedAt()
    .setExpirationTime('7d')
    .sign(key.privateKey);
}

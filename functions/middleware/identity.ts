import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import * as z from 'zod';
import { ServiceProblem } from '#contract/problems.ts';
import { Principal, Role } from '#domain/people/principal.ts';
import { Problem } from '#domain/problem.ts';
import { institutionOf } from '#domain/units/institution.ts';
import { UnitId } from '#domain/units/unit.ts';
import { VerifiedTokens } from '#functions/middleware/verified-tokens.ts';
import { environment } from '#functions/runtime/environment.ts';

/** What we read of a token: an ID token of any OIDC issuer, with groups as roles. Groups that are no roles of ours are left out. */
const Claims = z
  .object({
    sub: z.string().min(1),
    name: z.string().min(1).optional(),
    email: z.string().optional(),
    'cognito:groups': z.array(z.string()).optional(),
    roles: z.array(z.string()).optional(),
    'custom:unit': UnitId.optional(),
    'custom:organisation': z.string().optional(),
  })
  .transform((claims) => ({
    subject: claims.sub,
    name: (claims.name ?? claims.email ?? claims.sub).slice(0, 80),
    roles: (claims['cognito:groups'] ?? claims.roles ?? []).filter((role) => Role.safeParse(role).success),
    ...(claims['custom:unit'] && {
      unit: claims['custom:unit'],
      institution: institutionOf(claims['custom:unit']),
    }),
    ...(claims['custom:organisation'] && { organisation: claims['custom:organisation'] }),
  }));

type Issuer = { url: string; issuer: string; audience: string };

const issuers = new Map<string, VerifiedTokens>();

/** What an issuer has signed. Its keys are fetched when first needed and again when a token names an unknown one. */
function tokensOf({ url, ...expected }: Issuer): VerifiedTokens {
  const name = JSON.stringify([url, expected.issuer, expected.audience]);
  const known = issuers.get(name);
  if (known) return known;
  const keys = createRemoteJWKSet(new URL(url));
  const tokens = new VerifiedTokens(
    async (token) => (await jwtVerify(token, keys, { ...expected, requiredClaims: ['exp'] })).payload,
  );
  issuers.set(name, tokens);
  return tokens;
}

/** What jose finds wrong with a token itself. Anything else is about the issuer's keys, and the caller may come again. */
const REFUSED = [
  errors.JWTExpired,
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JOSENotSupported,
  errors.JOSEAlgNotAllowed,
];

async function verifiedClaims(token: string): Promise<JWTPayload> {
  const tokens = tokensOf({
    url: environment('OIDC_JWKS'),
    issuer: environment('OIDC_ISSUER'),
    audience: environment('OIDC_AUDIENCE'),
  });
  try {
    return await tokens.claimsOf(token);
  } catch (cause) {
    const refused = REFUSED.some((type) => cause instanceof type);
    throw new ServiceProblem(refused ? 'Unauthenticated' : 'Unavailable', { cause });
  }
}

/**
 * Who a bearer token speaks for: signature, issuer, audience and time are checked here as well as at the gateway, so a
 * handler never trusts what stands in a request.
 * @throws Problem Unauthenticated; Forbidden for an account without a role of ours, or with a unit that there is not;
 * Unavailable while the issuer does not give its keys.
 */
export async function verifyBearer(token: string): Promise<Principal> {
  const claims = Claims.safeParse(await verifiedClaims(token));
  const principal = Principal.safeParse(claims.data);
  if (!principal.success) throw new Problem('Forbidden', { cause: claims.error ?? principal.error });
  return principal.data;
}

/**
 * The principal behind an Authorization header.
 * @throws Problem as `verifyBearer`; Forbidden for an account that is bound to no organisation or unit.
 */
export async function identify(header: string | undefined): Promise<Principal> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header ?? '')?.[1];
  if (!token) throw new ServiceProblem('Unauthenticated');
  const principal = await verifyBearer(token);
  const bound = principal.roles.includes('enterprise') ? principal.organisation : principal.unit;
  if (!bound) throw new Problem('Forbidden');
  return principal;
}

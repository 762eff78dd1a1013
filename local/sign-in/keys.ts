import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';

export const ALGORITHM = 'ES256';

/** The key pair that signs the tokens of this machine. */
export type SigningKey = { readonly id: string; readonly privateKey: CryptoKey; readonly publicJwk: JWK };

export async function newSigningKey(): Promise<SigningKey> {
  return toSigningKey(await newPrivateJwk());
}

/** The key in a file; made at the first use, by whoever comes first. */
export async function signingKeyIn(path: string): Promise<SigningKey> {
  const present = readJwk(path);
  if (present) return toSigningKey(present);
  // Written aside and then linked, which fails if another process was faster: nobody ever reads half a key.
  const aside = `${path}.${randomUUID()}`;
  writeFileSync(aside, JSON.stringify(await newPrivateJwk()), { mode: 0o600 });
  try {
    linkSync(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
  return toSigningKey(readJwk(path) as JWK);
}

function readJwk(path: string): JWK | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as JWK;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function newPrivateJwk(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return exportJWK(privateKey);
}

async function toSigningKey(jwk: JWK): Promise<SigningKey> {
  const { d: _private, ...publicPart } = jwk;
  const id = await calculateJwkThumbprint(publicPart);
  return {
    id,
    privateKey: (await importJWK(jwk, ALGORITHM)) as CryptoKey,
    publicJwk: { ...publicPart, kid: id, alg: ALGORITHM, use: 'sig' },
  };
}

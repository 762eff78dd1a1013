import type { Node } from 'constructs';
import * as z from 'zod';

/** `-c key=value` on the command line always arrives as text. */
const Switch = z.enum(['true', 'false']).transform((text) => text === 'true');
const Origin = z.url({ protocol: /^https?$/ }).refine((text) => new URL(text).origin === text, {
  error: 'must be an origin only: scheme, host and port, without a path or a slash at the end',
});

const Context = z.object({
  stage: z.enum(['dev', 'prod']).default('dev'),
  disposable: Switch.default(false),
  oidcIssuer: z.url({ protocol: /^https$/ }).optional(),
  oidcAudience: z.string().min(1).optional(),
  oidcJwks: z.url({ protocol: /^https$/ }).optional(),
  mfa: z.enum(['required', 'optional']).default('required'),
  portalOrigin: Origin.optional(),
  alarmEmail: z.email().optional(),
  architecture: z.enum(['arm64', 'x86_64']).default('arm64'),
  executionLog: z
    .enum(['ALL', 'ERROR', 'FATAL', 'OFF'], {
      error: 'must be ALL, ERROR, FATAL or OFF: which events of an execution go to its log',
    })
    .default('ERROR'),
});

/** An issuer outside this deployment, whose tokens are believed. `issuer` must be `iss` to the letter. */
export type Issuer = { issuer: string; audience: string; jwks: string };

/** What an operator chooses for one deployment; each is a context value of the same name (docs/deploying.md). */
export type Settings = {
  stage: 'dev' | 'prod';
  /** Tables and accounts go when the stack goes. Never in production. */
  disposable: boolean;
  /** Without it, a Cognito user pool is created. */
  issuer: Issuer | undefined;
  mfa: 'required' | 'optional';
  portalOrigin: string | undefined;
  alarmEmail: string | undefined;
  architecture: 'arm64' | 'x86_64';
  /** Which events of an execution Step Functions logs. Its history, which is free, tells them all for 90 days. */
  executionLog: 'ALL' | 'ERROR' | 'FATAL' | 'OFF';
  logRetentionDays: number;
};

export const contextKeys = Object.keys(Context.shape) as readonly (keyof typeof Context.shape)[];

/**
 * The settings in the context of an app.
 * @throws Error with a sentence per value that cannot be meant; nothing is synthesised then
 */
export function settingsOf(node: Node): Settings {
  const given = Object.fromEntries(
    contextKeys.map((key) => [key, node.tryGetContext(key)]).filter(([, value]) => value !== undefined),
  );
  const parsed = Context.safeParse(given);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map((issue) => `-c ${issue.path.join('.')}=…: ${issue.message}`);
    throw new Error(`The context values cannot be used.\n${reasons.join('\n')}`);
  }
  const { oidcIssuer, oidcAudience, oidcJwks, ...context } = parsed.data;
  if (context.disposable && context.stage === 'prod') {
    throw new Error('-c disposable=true: the tables of production are never disposable.');
  }
  return {
    ...context,
    portalOrigin: context.portalOrigin,
    alarmEmail: context.alarmEmail,
    issuer: issuerOf(oidcIssuer, oidcAudience, oidcJwks),
    // Audit events are rows of the tables and stay; logs are for finding faults.
    logRetentionDays: context.stage === 'prod' ? 365 : 30,
  };
}

function issuerOf(issuer?: string, audience?: string, jwks?: string): Issuer | undefined {
  if (!issuer && !audience && !jwks) return undefined;
  if (!issuer || !audience) {
    throw new Error('An outside issuer needs both -c oidcIssuer=… and -c oidcAudience=….');
  }
  // The place most issuers use; the issuer's /.well-known/openid-configuration says so under `jwks_uri`.
  return { issuer, audience, jwks: jwks ?? `${issuer.replace(/\/$/, '')}/.well-known/jwks.json` };
}

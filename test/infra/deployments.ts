import { synthesise } from './synthesis.ts';

/** The deployments that the tests look at, each synthesised once and with every check. Tests leave them as they are. */

/** The stage `dev` as it comes. */
export const development = synthesise({ validate: true });

export const portalOrigin = 'https://portal.example.org';

/** Production with a portal and somebody who hears the alarms. */
export const production = synthesise({
  validate: true,
  context: { stage: 'prod', portalOrigin, alarmEmail: 'duty@example.org' },
});

export const issuer = {
  oidcIssuer: 'https://sso.example.cn/realms/metrology',
  oidcAudience: 'greenlane',
  oidcJwks: 'https://sso.example.cn/realms/metrology/protocol/openid-connect/certs',
};

/** As in China: people sign in elsewhere. */
export const outside = synthesise({
  validate: true,
  context: { ...issuer, stage: 'prod', architecture: 'x86_64' },
});

/** To be thrown away, with a second factor only for those who want one, and a log of all that happens. */
export const throwaway = synthesise({
  validate: true,
  context: { disposable: 'true', mfa: 'optional', executionLog: 'ALL' },
});

import httpSecurityHeaders from '@middy/http-security-headers';
import type { ApiMiddleware, ApiRequest } from '#functions/middleware/api-context.ts';

/**
 * What of the set fits answers that no browser shows as a page; the rest is for the portal's files. The preload list is
 * for the owner of a domain to enter.
 */
const security = httpSecurityHeaders({
  contentTypeOptions: { action: 'nosniff' },
  referrerPolicy: { policy: 'no-referrer' },
  strictTransportSecurity: { maxAge: 365 * 24 * 60 * 60, includeSubDomains: true, preload: false },
  frameOptions: { action: 'deny' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
  contentSecurityPolicy: false,
  crossOriginEmbedderPolicy: false,
  crossOriginOpenerPolicy: false,
  dnsPrefetchControl: false,
  downloadOptions: false,
  originAgentCluster: false,
  permissionsPolicy: false,
  permittedCrossDomainPolicies: false,
  poweredBy: false,
  reportTo: false,
  reportingEndpoints: false,
});

function addHeaders(request: ApiRequest): void {
  security.after?.(request);
  const named = Object.entries(request.response?.headers ?? {});
  request.response = {
    ...request.response,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      // As HTTP/2 writes them; one name must not stand there in two spellings.
      ...Object.fromEntries(named.map(([name, value]) => [name.toLowerCase(), value])),
    },
  };
}

/** Answers and refusals say what they are, that nobody may store them, and what a browser must not do with them. */
export const responseHeaders = (): ApiMiddleware => ({
  after: addHeaders,
  onError: (request) => {
    if (request.response) addHeaders(request);
  },
});

import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { FunctionName, RouteDefinition } from '#contract/index.ts';
import { routes } from '#contract/index.ts';
import type { Issuer, Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import { pascalCase } from './naming.ts';

/** Requests a second that the API takes, of all callers together, and how many may come at once; more get 429. */
const throttle = { rateLimit: 200, burstLimit: 400 } as const;

/** Of a request: who, what, how it went. Never the token, the query or the body. */
const logged = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  route: '$context.routeKey',
  path: '$context.path',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  bytes: '$context.responseLength',
  subject: '$context.authorizer.claims.sub',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
} as const;

type Parts = { functions: ReadonlyMap<FunctionName, IFunction>; issuer: Issuer; settings: Settings };

/** The HTTP API with the routes of the contract. A route that is not `public` is closed to callers without a token. */
export function httpApi(scope: Construct, { functions, issuer, settings }: Parts): apigateway.HttpApi {
  const api = new apigateway.HttpApi(scope, 'Api', {
    apiName: `greenlane-${settings.stage}`,
    description: `Greenlane (${settings.stage})`,
    createDefaultStage: false,
    ...(settings.portalOrigin && { corsPreflight: cors(settings.portalOrigin) }),
  });
  accessLog(scope, api, settings);
  const authorizer = new HttpJwtAuthorizer('Token', issuer.issuer, { jwtAudience: [issuer.audience] });
  const integrations = new Map<FunctionName, HttpLambdaIntegration>();
  for (const [name, route] of Object.entries<RouteDefinition>(routes)) {
    const integration = integrations.get(route.function) ?? integrate(route.function, functions);
    integrations.set(route.function, integration);
    const made = new apigateway.HttpRoute(scope, `${pascalCase(name)}Route`, {
      httpApi: api,
      routeKey: apigateway.HttpRouteKey.with(route.path, route.method as apigateway.HttpMethod),
      integration,
      authorizer: route.roles === 'public' ? new apigateway.HttpNoneAuthorizer() : authorizer,
    });
    if (route.roles === 'public')
      acknowledge(made, 'APIG4', `Open to everybody on purpose: ${route.summary}`);
  }
  new CfnOutput(scope, 'ApiAddress', { value: api.apiEndpoint });
  return api;
}

function integrate(name: FunctionName, functions: Parts['functions']): HttpLambdaIntegration {
  const handler = functions.get(name);
  if (!handler) throw new Error(`There is no function ${name}.`);
  return new HttpLambdaIntegration(pascalCase(name), handler, {
    payloadFormatVersion: apigateway.PayloadFormatVersion.VERSION_2_0,
    // One permission for our API and not one a route, which fill the function's policy (20 kB) in time.
    scopePermissionToRoute: false,
  });
}

function accessLog(scope: Construct, api: apigateway.HttpApi, settings: Settings): void {
  const logGroup = new LogGroup(scope, 'ApiLog', {
    logGroupName: `/aws/vendedlogs/apis/greenlane-${settings.stage}`,
    retention: settings.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  new apigateway.HttpStage(scope, 'ApiStage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    detailedMetricsEnabled: true,
    throttle,
    accessLogSettings: {
      destination: new apigateway.LogGroupLogDestination(logGroup),
      format: AccessLogFormat.custom(JSON.stringify(logged)),
    },
  });
}

/** The portal's own pages may call it, and read what a retry needs to know. */
const cors = (origin: string): apigateway.CorsPreflightOptions => ({
  allowOrigins: [origin],
  allowMethods: [
    apigateway.CorsHttpMethod.GET,
    apigateway.CorsHttpMethod.POST,
    apigateway.CorsHttpMethod.PUT,
    apigateway.CorsHttpMethod.DELETE,
  ],
  allowHeaders: ['authorization', 'content-type', 'idempotency-key'],
  exposeHeaders: ['location', 'retry-after'],
  maxAge: Duration.hours(1),
});

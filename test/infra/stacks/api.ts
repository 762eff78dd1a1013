import { describe, expect, test } from 'vitest';
import type { RouteDefinition } from '#contract/index.ts';
import { functions, routes } from '#contract/index.ts';
import { Role } from '#domain/people/principal.ts';
import { development, issuer, outside, portalOrigin, production, throwaway } from '../deployments.ts';
import { ofType, type Resource, reader, type Template } from '../template.ts';

const { data, service } = development;
const { read } = reader(service, data);

const only = (template: Template, type: string): Resource => {
  const [found, ...more] = ofType(template.Resources, type);
  if (!found || more.length > 0) throw new Error(`One ${type}, not ${more.length + (found ? 1 : 0)}.`);
  return found;
};

describe('the routes', () => {
  test('are those of the contract, each to its function, and closed unless public', () => {
    const made = ofType(service.Resources, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => ({
      key: Properties.RouteKey,
      function: functionBehind(Properties.Target),
      authorization: Properties.AuthorizationType,
      authorizer: Properties.AuthorizerId ? read(Properties.AuthorizerId) : undefined,
    }));
    const expected = Object.values<RouteDefinition>(routes).map((route) => ({
      key: `${route.method} ${route.path}`,
      function: `function ${route.function}`,
      authorization: route.roles === 'public' ? 'NONE' : 'JWT',
      authorizer: route.roles === 'public' ? undefined : 'authorizer',
    }));
    const byKey = (one: { key: string }, other: { key: string }) => one.key.localeCompare(other.key);
    expect(made.sort(byKey)).toEqual(expected.sort(byKey));
  });

  test('lead to functions that only our API may call, and that verify the token themselves', () => {
    const behind = new Set(Object.values<RouteDefinition>(routes).map((route) => route.function));
    for (const name of behind) expect(functions[name].signIn).toBe(true);
    const permissions = ofType(service.Resources, 'AWS::Lambda::Permission')
      .filter(({ Properties }) => Properties.Principal === 'apigateway.amazonaws.com')
      .map(({ Properties }) => [read(Properties.FunctionName), read(Properties.SourceArn)]);
    expect(permissions.sort()).toEqual(
      [...behind]
        .map((name) => [`function ${name}`, 'arn:<Partition>:execute-api:<Region>:<AccountId>:api/*/*/*'])
        .sort(),
    );
  });

  function functionBehind(target: unknown): string {
    const { 'Fn::Join': join } = target as { 'Fn::Join': [string, [string, { Ref: string }]] };
    const integration = service.Resources[join[1][1].Ref];
    return read(integration?.Properties.IntegrationUri);
  }
});

describe('the stage', () => {
  test('is throttled and logs who, what and how it went, without token, query or body', () => {
    const { Properties } = only(service, 'AWS::ApiGatewayV2::Stage');
    expect(Properties).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 },
    });
    const variables = Object.values(JSON.parse(Properties.AccessLogSettings.Format)).join(' ');
    expect(variables).not.toMatch(/authorization|queryString|\$context\.requestOverride|body/i);
    expect(read(Properties.AccessLogSettings.DestinationArn)).toMatch(/^log \/aws\/vendedlogs\/apis\//);
  });

  test('lets the pages of the portal call it, and of nobody else', () => {
    expect(only(production.service, 'AWS::ApiGatewayV2::Api').Properties.CorsConfiguration).toMatchObject({
      AllowOrigins: [portalOrigin],
      AllowHeaders: expect.arrayContaining(['authorization', 'idempotency-key']),
    });
    expect(only(service, 'AWS::ApiGatewayV2::Api').Properties.CorsConfiguration).toBeUndefined();
  });
});

describe('an outside issuer', () => {
  test('takes the place of the user pool', () => {
    const types = Object.values(outside.data.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => type.startsWith('AWS::Cognito'))).toEqual([]);
    expect(only(outside.service, 'AWS::ApiGatewayV2::Authorizer').Properties.JwtConfiguration).toEqual({
      Issuer: issuer.oidcIssuer,
      Audience: [issuer.oidcAudience],
    });
    for (const { Properties } of ofType(outside.service.Resources, 'AWS::Lambda::Function')) {
      const { OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS } = Properties.Environment.Variables;
      if (OIDC_ISSUER === undefined) continue;
      expect([OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS]).toEqual(Object.values(issuer));
    }
  });
});

describe('the user pool', () => {
  const pool = only(data, 'AWS::Cognito::UserPool').Properties;
  const client = only(data, 'AWS::Cognito::UserPoolClient').Properties;

  test('has a group for each role', () => {
    const groups = ofType(data.Resources, 'AWS::Cognito::UserPoolGroup');
    expect(groups.map(({ Properties }) => Properties.GroupName).sort()).toEqual([...Role.options].sort());
  });

  test('has accounts that an operator makes, with a second factor and a long password', () => {
    expect(pool).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      Policies: { PasswordPolicy: { MinimumLength: 12, TemporaryPasswordValidityDays: 3 } },
      DeletionProtection: 'ACTIVE',
    });
    expect(only(data, 'AWS::Cognito::UserPool').DeletionPolicy).toBe('Retain');
  });

  test('lets nobody write for whom they act', () => {
    expect(client.ReadAttributes).toEqual(expect.arrayContaining(['custom:unit', 'custom:organisation']));
    expect(client.WriteAttributes).toEqual(['email', 'name']);
  });

  test('signs people in by code, without a secret in the browser', () => {
    expect(client).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      CallbackURLs: ['http://localhost:3000/'],
      PreventUserExistenceErrors: 'ENABLED',
      ExplicitAuthFlows: expect.not.arrayContaining(['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_CUSTOM_AUTH']),
    });
  });

  test('sends people back to the portal where there is one', () => {
    const { CallbackURLs, LogoutURLs } = only(production.data, 'AWS::Cognito::UserPoolClient').Properties;
    expect([CallbackURLs, LogoutURLs]).toEqual([[`${portalOrigin}/`], [`${portalOrigin}/`]]);
  });

  test('asks for a second factor only of those who want one where the operator says so', () => {
    expect(only(throwaway.data, 'AWS::Cognito::UserPool').Properties.MfaConfiguration).toBe('OPTIONAL');
  });
});

import { Aws, CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { Role } from '#domain/people/principal.ts';
import type { Issuer, Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import { pascalCase } from './naming.ts';

/**
 * A Cognito user pool: one group per role; `custom:unit` and `custom:organisation` say whom a person acts for. Both are
 * in the ID token only (an access token carries them only with a trigger), so the API is called with the ID token.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 */
export function userPoolIssuer(scope: Construct, settings: Settings): Issuer {
  const pool = userPool(scope, settings);
  for (const role of Role.options) {
    pool.addGroup(`${pascalCase(role)}Group`, { groupName: role, description: `The role ${role}` });
  }
  const client = portalClient(pool, settings);
  // A prefix is taken once in a region, by whoever comes first: the account's number makes it ours.
  const domain = pool.addDomain('SignInDomain', {
    cognitoDomain: { domainPrefix: `greenlane-${settings.stage}-${Aws.ACCOUNT_ID}` },
  });
  new CfnOutput(scope, 'UserPoolId', { value: pool.userPoolId });
  new CfnOutput(scope, 'UserPoolClientId', { value: client.userPoolClientId });
  new CfnOutput(scope, 'SignInPage', { value: domain.baseUrl() });
  const issuer = pool.userPoolProviderUrl;
  return { issuer, audience: client.userPoolClientId, jwks: `${issuer}/.well-known/jwks.json` };
}

function userPool(scope: Construct, settings: Settings): cognito.UserPool {
  const pool = new cognito.UserPool(scope, 'Accounts', {
    userPoolName: `greenlane-${settings.stage}`,
    featurePlan: cognito.FeaturePlan.ESSENTIALS,
    // Whoever signs in can see an enterprise's records or move a workflow: an operator reviews and makes each account.
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    autoVerify: { email: true },
    keepOriginal: { email: true },
    standardAttributes: {
      email: { required: true, mutable: true },
      fullname: { required: true, mutable: true },
    },
    customAttributes: {
      unit: new cognito.StringAttribute({ mutable: true, minLen: 1, maxLen: 40 }),
      organisation: new cognito.StringAttribute({ mutable: true, minLen: 18, maxLen: 18 }),
    },
    passwordPolicy: {
      minLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      passwordHistorySize: 5,
      tempPasswordValidity: Duration.days(3),
    },
    mfa: settings.mfa === 'required' ? cognito.Mfa.REQUIRED : cognito.Mfa.OPTIONAL,
    mfaSecondFactor: { otp: true, sms: false },
    accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
    userInvitation: {
      emailSubject: '计量绿色通道 Greenlane: 您的账号 your account',
      emailBody:
        '您好！用户名 {username}，临时密码 {####}，三天内有效，首次登录时须修改。<br>' +
        'Your user name is {username}. The temporary password {####} is good for three days; you change it as you sign in.',
    },
    userVerification: {
      emailSubject: '计量绿色通道 Greenlane: 验证码 code',
      emailBody: '验证码 {####}。Your code is {####}.',
    },
    deletionProtection: !settings.disposable,
    removalPolicy: settings.disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
  });
  acknowledge(
    pool,
    'COG8',
    'The plus plan adds risk scores for a price per user; accounts here are made by hand.',
  );
  if (settings.mfa === 'optional') {
    acknowledge(
      pool,
      'COG2',
      'The operator chose -c mfa=optional: a person may sign in without a one-time code.',
    );
  }
  return pool;
}

/**
 * The portal signs people in on the pool's page with code and PKCE, and has no secret to lose. A person may write their
 * own name and address and nothing else: by default a client may write every attribute, also `custom:organisation`, and
 * anybody signed in could make themselves another enterprise.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#user-pool-settings-attribute-permissions-and-scopes
 */
function portalClient(pool: cognito.UserPool, settings: Settings): cognito.UserPoolClient {
  const own = new cognito.ClientAttributes().withStandardAttributes({ email: true, fullname: true });
  const address = `${settings.portalOrigin ?? 'http://localhost:3000'}/`;
  return pool.addClient('Portal', {
    userPoolClientName: 'portal',
    generateSecret: false,
    // For operators only: it wants AWS credentials with cognito-idp:AdminInitiateAuth, besides the password.
    authFlows: { userSrp: true, adminUserPassword: true },
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [cognito.OAuthScope.OPENID, cognito.OAuthScope.PROFILE, cognito.OAuthScope.EMAIL],
      callbackUrls: [address],
      logoutUrls: [address],
    },
    readAttributes: own
      .withStandardAttributes({ email: true, emailVerified: true, fullname: true })
      .withCustomAttributes('unit', 'organisation'),
    writeAttributes: own,
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    idTokenValidity: Duration.hours(1),
    accessTokenValidity: Duration.hours(1),
    refreshTokenValidity: Duration.hours(12),
  });
}

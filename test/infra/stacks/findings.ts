import { readFileSync } from 'node:fs';
import { CfnResource } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, test } from 'vitest';
import { contextKeys } from '#infra/settings.ts';
import { development, outside, production, throwaway } from '../deployments.ts';
import { synthesise } from '../synthesis.ts';

const deployments = { development, production, outside, throwaway };

describe('synthesis', () => {
  test.each(Object.entries(deployments))(
    '%s: no finding of CloudFormation’s schemas or of cdk-nag stands',
    (_, { report }) => {
      expect(report.pluginReports.flatMap(({ violations }) => violations)).toEqual([]);
    },
  );

  test('the checkers are awake: a fault in either’s field is found', () => {
    const { report } = synthesise({
      validate: true,
      also: ({ service }) => {
        new Queue(service, 'Careless');
        new CfnResource(service, 'Faulty', { type: 'AWS::SQS::Queue', properties: { NoSuchProperty: 1 } });
      },
    });
    const text = JSON.stringify(report);
    expect(text).toContain('AwsSolutions-SQS4');
    expect(text).toContain('NoSuchProperty');
  });

  test('every acknowledgement is of one construct and has a reason', () => {
    const acknowledged = [development, throwaway].flatMap((made) => Object.entries(made.acknowledged));
    for (const [path, rules] of acknowledged) {
      expect(path.split('/').length).toBeGreaterThan(2);
      for (const reason of Object.values(rules)) expect(reason.length).toBeGreaterThan(20);
    }
    const ids = acknowledged.flatMap(([, rules]) => Object.keys(rules));
    const kinds = new Set(ids.map((id) => id.replace(/^.*AwsSolutions-(\w+).*$/, '$1')));
    expect([...kinds].sort()).toEqual(['APIG4', 'COG2', 'COG8', 'IAM5', 'SF1', 'SQS3']);
  });

  test('no partition, account or region stands in a template', () => {
    const text = JSON.stringify([outside.data, outside.service]);
    expect(text).not.toMatch(/arn:aws/);
    expect(text).not.toMatch(/\b\d{12}\b/);
    expect(text).not.toMatch(/amazonaws\.com\.cn|\.(us|eu|ap|cn)-[a-z]+-\d\./);
  });
});

describe('settings that cannot be meant are refused with a sentence', () => {
  test.each([
    [{ stage: 'production' }, /-c stage=…/],
    [{ oidcIssuer: 'http://sso.example.cn', oidcAudience: 'greenlane' }, /-c oidcIssuer=…/],
    [{ oidcIssuer: 'https://sso.example.cn' }, /needs both/],
    [{ portalOrigin: 'https://portal.example.org/' }, /without a path/],
    [{ alarmEmail: 'duty' }, /-c alarmEmail=…/],
    [{ disposable: 'yes' }, /-c disposable=…/],
    [{ disposable: 'true', stage: 'prod' }, /never disposable/],
    [{ mfa: 'off' }, /-c mfa=…/],
    [{ executionLog: 'error' }, /-c executionLog=….* ALL, ERROR, FATAL or OFF/],
  ])('%o', (context, sentence) => {
    expect(() => synthesise({ context })).toThrow(sentence);
  });

  test('every setting is explained to operators', () => {
    const guide = readFileSync(new URL('../../../docs/deploying.md', import.meta.url), 'utf8');
    for (const key of contextKeys) expect(guide).toContain(`\`${key}\``);
  });
});

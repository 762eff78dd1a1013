import { type App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { policies } from '#policies/index.ts';
import { policyDefects } from './policies.ts';
import { settingsOf } from './settings.ts';
import { DataStack } from './stacks/data.ts';
import { ServiceStack } from './stacks/service.ts';

/**
 * The two stacks of one stage. State is in `Data` alone, so `Service` can be deleted and deployed again at any time.
 * @throws Error if a context value cannot be meant, a state machine file does not fit the contract, or the policies that
 * are bundled into the functions contradict themselves
 */
export function greenlane(app: App, enacted = policies): { data: DataStack; service: ServiceStack } {
  const settings = settingsOf(app.node);
  const defects = policyDefects(enacted);
  if (defects.length > 0) throw new Error(`The policies cannot be enacted.\n${defects.join('\n')}`);
  const name = `greenlane-${settings.stage}`;
  const data = new DataStack(app, 'Data', {
    settings,
    stackName: `${name}-data`,
    description: `Greenlane 计量绿色通道 (${settings.stage}): tables and accounts, kept when the stack is deleted`,
    terminationProtection: !settings.disposable,
  });
  const service = new ServiceStack(app, 'Service', {
    settings,
    data,
    stackName: `${name}-service`,
    description: `Greenlane 计量绿色通道 (${settings.stage}): API, workflows, events and alarms; holds no data`,
  });
  Tags.of(app).add('application', 'greenlane');
  Tags.of(app).add('stage', settings.stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { data, service };
}

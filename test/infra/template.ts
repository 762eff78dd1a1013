/** Reading a template as a person would: `{"Fn::GetAtt": ["Relay3F9A082A", "Arn"]}` is `function relay`. */

export type Resource = {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever CloudFormation takes; the tests say what it must be
  Properties: Record<string, any>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  DependsOn?: string[];
};

export type Template = {
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: unknown; Export?: { Name: string } }>;
};

/** What a resource is called by people, of the kinds that others refer to. The stage is left out: it is in all of them. */
const names: Record<string, (properties: Resource['Properties']) => string> = {
  'AWS::DynamoDB::GlobalTable': (it) => `table ${it.TableName}`,
  'AWS::Lambda::Function': (it) => `function ${it.FunctionName}`,
  'AWS::StepFunctions::StateMachine': (it) => `machine ${it.StateMachineName}`,
  'AWS::SQS::Queue': (it) => `queue ${it.QueueName}`,
  'AWS::SNS::Topic': (it) => `topic ${it.TopicName}`,
  'AWS::Logs::LogGroup': (it) => `log ${it.LogGroupName}`,
  'AWS::Cognito::UserPool': () => 'pool',
  'AWS::Cognito::UserPoolClient': () => 'client',
  'AWS::KMS::Key': () => 'key',
  'AWS::ApiGatewayV2::Api': () => 'api',
  'AWS::ApiGatewayV2::Authorizer': () => 'authorizer',
};

/** Reads the values of templates that refer to one another, the first one being where the values stand. */
export function reader(...templates: Template[]) {
  const resources = Object.assign({}, ...templates.map((template) => template.Resources));
  const exported = new Map(
    templates.flatMap((template) =>
      Object.values(template.Outputs ?? {}).map((output) => [output.Export?.Name, output.Value]),
    ),
  );

  /** A value as one line of text. */
  function read(value: unknown): string {
    if (typeof value !== 'object' || value === null) return String(value);
    const [[intrinsic, operand] = []] = Object.entries(value);
    switch (intrinsic) {
      case 'Ref':
        return String(operand).startsWith('AWS::') ? `<${operand.slice(5)}>` : named(operand);
      case 'Fn::GetAtt': {
        const [id, attribute] = operand;
        return attribute === 'Arn' ? named(id) : `${named(id)}.${attribute}`;
      }
      case 'Fn::ImportValue':
        if (!exported.has(operand)) throw new Error(`${operand} is exported nowhere.`);
        return read(exported.get(operand));
      case 'Fn::Join':
        return operand[1].map(read).join(operand[0]);
      default:
        throw new Error(`What does ${JSON.stringify(value)} mean?`);
    }
  }

  function named(id: string): string {
    const resource = resources[id];
    if (!resource) throw new Error(`${id} is in no template.`);
    if (resource.Type === 'AWS::StepFunctions::StateMachineAlias') {
      return `${named(machineOfAlias(id))}:${resource.Properties.Name}`;
    }
    const name = names[resource.Type]?.(resource.Properties) ?? id;
    return name.replace('greenlane-dev-', '');
  }

  /** An alias names a version, and the version its machine. */
  function machineOfAlias(id: string): string {
    const [version] = resources[id].Properties.DeploymentPreference.StateMachineVersionArn['Fn::GetAtt'];
    return resources[version].Properties.StateMachineArn.Ref;
  }

  /** All that roles of a resource may do: `action resource`, sorted, with ` if …` where there is a condition. */
  function grantsOf(roleArn: unknown): string[] {
    const [role] = (roleArn as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
    const policies = ofType(resources, 'AWS::IAM::Policy').filter(({ Properties }) =>
      Properties.Roles.some((one: { Ref: string }) => one.Ref === role),
    );
    return policies
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .flatMap(({ Effect, Action, Resource, Condition }) => {
        if (Effect !== 'Allow') throw new Error(`A role with the effect ${Effect}.`);
        const condition = Condition ? ` if ${JSON.stringify(Condition)}` : '';
        return list(Action).flatMap((action) =>
          list(Resource).map((resource) => `${action} ${read(resource)}${condition}`),
        );
      })
      .sort();
  }

  return { read, grantsOf };
}

export const ofType = (resources: Record<string, Resource>, type: string): Resource[] =>
  Object.values(resources).filter((resource) => resource.Type === type);

const list = <Value>(value: Value | Value[]): Value[] => (Array.isArray(value) ? value : [value]);

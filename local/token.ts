import { parseArgs } from 'node:util';
import { Role } from '#domain/people/principal.ts';
import { UnitId } from '#domain/units/unit.ts';
import { DataFolder, defaultDataFolder } from './data-folder.ts';
import { demonstrationOrganisations } from './seed/organisations.ts';
import { accountFor } from './sign-in/accounts.ts';
import { signingKeyIn } from './sign-in/keys.ts';
import { issuerOf, signToken } from './sign-in/tokens.ts';

const usage = `npm run --silent token -- --role ROLE [--unit UNIT] [--organisation CODE] [--name NAME] [--subject SUBJECT]

ROLE 角色: ${Role.options.join(' ')}
UNIT 单位: ${UnitId.options.join(' ')}
CODE 统一社会信用代码 (role enterprise):
${demonstrationOrganisations.map(({ code, name }) => `  ${code}  ${name}`).join('\n')}
`;

/** Prints a bearer token, and nothing else, for the server of this data folder, whether it runs or not. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      role: { type: 'string' },
      unit: { type: 'string' },
      organisation: { type: 'string' },
      name: { type: 'string' },
      subject: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return void process.stdout.write(usage);
  const { organisation, name, subject } = values;
  const account = accountFor({
    role: option('role', Role.options, values.role),
    unit: values.unit === undefined ? undefined : option('unit', UnitId.options, values.unit),
    organisation,
    name,
    subject,
  });
  const folder = new DataFolder(defaultDataFolder());
  const token = await signToken(await signingKeyIn(folder.signingKey), issuerOf(port(folder)), account);
  process.stdout.write(`${token}\n`);
}

function option<Value extends string>(
  name: string,
  values: readonly Value[],
  given: string | undefined,
): Value {
  const value = values.find((candidate) => candidate === given);
  if (value === undefined) throw new RangeError(`--${name}: ${values.join(' | ')}`);
  return value;
}

/** The port belongs to the issuer, so it must be the server's: that of the last start, unless PORT says otherwise. */
function port(folder: DataFolder): number {
  const { PORT } = process.env;
  return Number(PORT || (folder.address && new URL(folder.address).port) || 3000);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 2;
}

import { Role } from '#domain/people/principal.ts';
import { topUnit, UnitId } from '#domain/units/unit.ts';
import { organisationName } from '#local/seed/organisations.ts';

/** A person of the demonstration: who a token is for. */
export type Account = {
  readonly subject: string;
  readonly name: string;
  readonly role: Role;
  readonly unit?: UnitId;
  readonly organisation?: string;
};

/** What a token may be asked for. */
export type AccountRequest = {
  readonly role: Role;
  readonly unit?: UnitId | undefined;
  readonly organisation?: string | undefined;
  readonly name?: string | undefined;
  readonly subject?: string | undefined;
};

const familyNames = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕';
const givenNames = [
  '建国',
  '秀英',
  '志强',
  '丽华',
  '伟',
  '敏',
  '晓东',
  '雪梅',
  '海燕',
  '文博',
  '佳怡',
  '俊杰',
];

/** Verifying takes three people, and every other job two, so that one can decide what another asked for. */
export const peopleOf = (role: Role): number => (role === 'technician' ? 3 : 2);

/** The nth person of a role in a unit, from 1: the same name and subject on every machine. */
export function demonstrationAccount(role: Role, unit: UnitId, number: number): Account {
  const at = UnitId.options.indexOf(unit) * 31 + Role.options.indexOf(role) * 7 + number;
  const name = `${familyNames[at % familyNames.length]}${givenNames[(at * 5) % givenNames.length]}`;
  return { subject: `${role}-${number}@${unit}`, name, role, unit };
}

/**
 * The account that a request means. Without a name it is the first demonstration account; another name is another
 * person, so that "somebody else" is one option away.
 * @throws RangeError, with a sentence for people, when the request is not complete.
 */
export function accountFor(request: AccountRequest): Account {
  return request.role === 'enterprise' ? enterpriseAccount(request) : staffAccount(request.role, request);
}

function enterpriseAccount({ organisation, name, subject }: AccountRequest): Account {
  if (!organisation) {
    throw new RangeError(
      '企业账号需要统一社会信用代码（--organisation 代码）。 An enterprise needs its credit code (--organisation CODE).',
    );
  }
  return {
    role: 'enterprise',
    organisation,
    name: name ?? organisationName(organisation) ?? organisation,
    subject: subject ?? `enterprise-${name ?? 1}@${organisation}`,
  };
}

function staffAccount(role: Role, { unit = topUnit, name, subject }: AccountRequest): Account {
  const people = Array.from({ length: peopleOf(role) }, (_, index) =>
    demonstrationAccount(role, unit, index + 1),
  );
  const known = people.find((person) => (subject ? person.subject === subject : person.name === name));
  if (known) return { ...known, name: name ?? known.name };
  const first = demonstrationAccount(role, unit, 1);
  if (subject) return { ...first, subject, name: name ?? subject };
  return name ? { ...first, subject: `${role}-${name}@${unit}`, name } : first;
}

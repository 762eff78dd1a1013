import type { Role } from '#domain/people/principal.ts';
import { topUnit, type UnitId } from '#domain/units/unit.ts';
import { organisationName } from '#local/seed/organisations.ts';
import { type Account, demonstrationAccount, peopleOf } from '#local/seed/people.ts';

/** What a token may be asked for. */
export type AccountRequest = {
  readonly role: Role;
  readonly unit?: UnitId | undefined;
  readonly organisation?: string | undefined;
  readonly name?: string | undefined;
  readonly subject?: string | undefined;
};

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

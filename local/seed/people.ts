import { Role } from '#domain/people/principal.ts';
import { UnitId } from '#domain/units/unit.ts';

/** A person of the demonstration: who a token is for. */
export type Account = {
  readonly subject: string;
  readonly name: string;
  readonly role: Role;
  readonly unit?: UnitId;
  readonly organisation?: string;
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

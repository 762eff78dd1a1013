import { type EffectivePolicy, effectivePolicy, type Policy } from '#domain/policy/policy.ts';
import type { LocalDate } from '#domain/time/calendar.ts';
import type { UnitId } from '#domain/units/unit.ts';
import { ankang } from '#policies/ankang.ts';
import { baoji } from '#policies/baoji.ts';
import { hanzhong } from '#policies/hanzhong.ts';
import { shaanxi, shaanxiBefore } from '#policies/shaanxi.ts';
import { shangluo } from '#policies/shangluo.ts';
import { weinan } from '#policies/weinan.ts';
import { xian } from '#policies/xian.ts';
import { xianyang } from '#policies/xianyang.ts';
import { xixian } from '#policies/xixian.ts';
import { yanan } from '#policies/yanan.ts';
import { yangling } from '#policies/yangling.ts';
import { yulin } from '#policies/yulin.ts';

/** Every policy of every unit. Tongchuan and Hancheng are not in the article and follow the province. */
export const policies: readonly Policy[] = [
  shaanxiBefore,
  shaanxi,
  xian,
  baoji,
  xianyang,
  weinan,
  yanan,
  hanzhong,
  yulin,
  ankang,
  shangluo,
  yangling,
  xixian,
];

/** What a unit promises and waives on a day. @throws RangeError for a day before 2017-04-01, the first policy's. */
export function policyFor(unit: UnitId, date: LocalDate): EffectivePolicy {
  return effectivePolicy(policies, unit, date);
}

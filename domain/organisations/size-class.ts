import type * as z from 'zod';
import { labelled } from '#domain/labelled.ts';

/** The sixteen industries of 工信部联企业〔2011〕300号. */
export const Industry = labelled('Industry', {
  industry: { zh: '工业', en: 'industry' },
  construction: { zh: '建筑业', en: 'construction' },
  wholesale: { zh: '批发业', en: 'wholesale' },
  retail: { zh: '零售业', en: 'retail' },
  transport: { zh: '交通运输业', en: 'transport' },
  storage: { zh: '仓储业', en: 'storage' },
  post: { zh: '邮政业', en: 'postal services' },
  lodging: { zh: '住宿业', en: 'lodging' },
  catering: { zh: '餐饮业', en: 'catering' },
  'information-transmission': { zh: '信息传输业', en: 'information transmission' },
  software: { zh: '软件和信息技术服务业', en: 'software and information technology services' },
  'real-estate': { zh: '房地产开发经营', en: 'real-estate development' },
  'property-management': { zh: '物业管理', en: 'property management' },
  'leasing-business': { zh: '租赁和商务服务业', en: 'leasing and business services' },
  agriculture: { zh: '农、林、牧、渔业', en: 'agriculture, forestry, animal husbandry and fishery' },
  other: { zh: '其他未列明行业', en: 'other industries' },
});
export type Industry = z.infer<typeof Industry>;

export const SizeClass = labelled('SizeClass', {
  large: { zh: '大型', en: 'large' },
  medium: { zh: '中型', en: 'medium-sized' },
  small: { zh: '小型', en: 'small' },
  micro: { zh: '微型', en: 'micro' },
});
export type SizeClass = z.infer<typeof SizeClass>;

/** What the size is measured by: staff in persons, revenue of the year and total assets in 万元 (10,000 yuan). */
export type SizeFigures = {
  readonly staff: number;
  readonly revenueWan: number;
  readonly assetsWan: number;
};

type Bounds = {
  readonly by: readonly (keyof SizeFigures)[];
  readonly large: readonly number[];
  readonly medium: readonly number[];
  readonly small: readonly number[];
};

const BY_STAFF_AND_REVENUE = ['staff', 'revenueWan'] as const;

/** The lower bounds of each class, one number for each figure in `by`. Source: 工信部联企业〔2011〕300号, section 4. */
export const sizeBounds: Readonly<Record<Industry, Bounds>> = {
  industry: { by: BY_STAFF_AND_REVENUE, large: [1000, 40_000], medium: [300, 2_000], small: [20, 300] },
  construction: {
    by: ['revenueWan', 'assetsWan'],
    large: [80_000, 80_000],
    medium: [6_000, 5_000],
    small: [300, 300],
  },
  wholesale: { by: BY_STAFF_AND_REVENUE, large: [200, 40_000], medium: [20, 5_000], small: [5, 1_000] },
  retail: { by: BY_STAFF_AND_REVENUE, large: [300, 20_000], medium: [50, 500], small: [10, 100] },
  transport: { by: BY_STAFF_AND_REVENUE, large: [1000, 30_000], medium: [300, 3_000], small: [20, 200] },
  storage: { by: BY_STAFF_AND_REVENUE, large: [200, 30_000], medium: [100, 1_000], small: [20, 100] },
  post: { by: BY_STAFF_AND_REVENUE, large: [1000, 30_000], medium: [300, 2_000], small: [20, 100] },
  lodging: { by: BY_STAFF_AND_REVENUE, large: [300, 10_000], medium: [100, 2_000], small: [10, 100] },
  catering: { by: BY_STAFF_AND_REVENUE, large: [300, 10_000], medium: [100, 2_000], small: [10, 100] },
  'information-transmission': {
    by: BY_STAFF_AND_REVENUE,
    large: [2000, 100_000],
    medium: [100, 1_000],
    small: [10, 100],
  },
  software: { by: BY_STAFF_AND_REVENUE, large: [300, 10_000], medium: [100, 1_000], small: [10, 50] },
  'real-estate': {
    by: ['revenueWan', 'assetsWan'],
    large: [200_000, 10_000],
    medium: [1_000, 5_000],
    small: [100, 2_000],
  },
  'property-management': {
    by: BY_STAFF_AND_REVENUE,
    large: [1000, 5_000],
    medium: [300, 1_000],
    small: [100, 500],
  },
  'leasing-business': {
    by: ['staff', 'assetsWan'],
    large: [300, 120_000],
    medium: [100, 8_000],
    small: [10, 100],
  },
  agriculture: { by: ['revenueWan'], large: [20_000], medium: [500], small: [50] },
  other: { by: ['staff'], large: [300], medium: [100], small: [10] },
};

/**
 * The size class of an enterprise. A class asks for every figure to reach its bound; one that misses falls a class
 * (section 6 of the same notice), and below small everything is micro.
 */
export function sizeClass(industry: Industry, figures: SizeFigures): SizeClass {
  const bounds = sizeBounds[industry];
  const reaches = (lower: readonly number[]) =>
    bounds.by.every((figure, index) => figures[figure] >= (lower[index] ?? Number.POSITIVE_INFINITY));
  if (reaches(bounds.large)) return 'large';
  if (reaches(bounds.medium)) return 'medium';
  if (reaches(bounds.small)) return 'small';
  return 'micro';
}

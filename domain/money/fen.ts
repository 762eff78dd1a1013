import * as z from 'zod';

/** Money 金额 is a whole number of fen 分, a hundredth of a yuan. */
export const Fen = z.int().min(0);

/** A part that is waived or paid, in per cent. */
export const Percent = z.int().min(0).max(100);

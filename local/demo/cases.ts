import { fees } from './cases/fees.ts';
import { queue } from './cases/queue.ts';
import { returns } from './cases/returns.ts';
import { silence } from './cases/silence.ts';
import type { Case } from './scenario.ts';

/** Every case of the demonstration. The last one moves the clock. */
export const cases: readonly Case[] = [...fees, ...queue, ...returns, ...silence];

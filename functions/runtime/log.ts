import { Logger } from '@aws-lambda-powertools/logger';
import { metrics } from '#contract/metrics.ts';

/** Structured logs. Never a token, a body or an evidence: ids, codes and durations only. */
export const log = new Logger({ serviceName: metrics.service });

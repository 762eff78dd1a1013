import { metrics } from '#contract/metrics.ts';
import { moment } from '#functions/runtime/clock.ts';
import { log } from '#functions/runtime/log.ts';
import { onGap } from '#store/dynamodb/gaps.ts';

/**
 * A row that nobody can read is left out of its page, so that the others are answered. That must not go unnoticed: it is
 * an error in the log, which says which row, and CloudWatch counts the line for an alarm, because of what is in `_aws`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
onGap((gap) => {
  log.error('row cannot be read', {
    gap,
    [metrics.unreadableRows]: 1,
    _aws: {
      Timestamp: moment().ms,
      CloudWatchMetrics: [
        {
          // Whatever is missing, what can be read must be answered.
          Namespace: process.env.METRIC_NAMESPACE ?? 'Greenlane',
          // Every line of the log says which service it is of.
          Dimensions: [['service']],
          Metrics: [{ Name: metrics.unreadableRows, Unit: 'Count' }],
        },
      ],
    },
  });
});

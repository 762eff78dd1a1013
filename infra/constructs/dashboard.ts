import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { tableNames } from '#contract/table-names.ts';
import type { Settings } from '../settings.ts';
import { dynamo, fedByStreams, type Watched } from './alarms.ts';

const { GraphWidget, Row, AlarmStatusWidget } = cloudwatch;
const sum = { statistic: 'Sum', period: Duration.minutes(5) };

/** What an operator looks at first: is something ringing, and then the way of an appointment from left to right. */
export function dashboard(
  scope: Construct,
  watched: Watched,
  alarms: cloudwatch.Alarm[],
  settings: Settings,
): cloudwatch.Dashboard {
  const { api, functions, machines, deadLetterQueues, tableName } = watched;
  const graph = (title: string, left: cloudwatch.IMetric[], right: cloudwatch.IMetric[] = []) =>
    new GraphWidget({ title, left, right, width: 8, height: 6 });
  const each = [...functions.values()];
  return new cloudwatch.Dashboard(scope, 'Dashboard', {
    dashboardName: `greenlane-${settings.stage}`,
    defaultInterval: Duration.hours(24),
    widgets: [
      [new Row(new AlarmStatusWidget({ title: '告警 Alarms', alarms, width: 24, height: 6 }))],
      [
        new Row(
          graph(
            '接口 Requests',
            [api.metricCount(sum)],
            [api.metricClientError(sum), api.metricServerError(sum)],
          ),
          graph('响应 Latency', [
            api.metricLatency({ statistic: 'p50', label: 'p50' }),
            api.metricLatency({ statistic: 'p99', label: 'p99' }),
          ]),
          graph(
            '投递 Age of the streams',
            fedByStreams.flatMap((name) => {
              const fn = functions.get(name);
              return fn ? [fn.metric('IteratorAge', { statistic: 'Maximum', label: name })] : [];
            }),
          ),
        ),
      ],
      [
        new Row(
          ...[...machines].map(([name, { machine }]) =>
            graph(
              `流程 ${name}`,
              [machine.metricStarted(sum), machine.metricSucceeded(sum)],
              [machine.metricFailed(sum), machine.metricTimedOut(sum), machine.metricAborted(sum)],
            ),
          ),
        ),
      ],
      [
        new Row(
          graph(
            '函数 Errors of functions',
            each.map((fn) => fn.metricErrors(sum)),
          ),
          graph(
            '函数 Duration of functions',
            each.map((fn) => fn.metricDuration({ statistic: 'p99' })),
          ),
          graph(
            '死信 Undelivered',
            [...deadLetterQueues.values()].map((queue) => queue.metricApproximateNumberOfMessagesVisible()),
          ),
        ),
      ],
      [
        new Row(
          graph(
            '读 Reads',
            tableNames.map((name) => dynamo('ConsumedReadCapacityUnits', tableName(name))),
          ),
          graph(
            '写 Writes',
            tableNames.map((name) => dynamo('ConsumedWriteCapacityUnits', tableName(name))),
          ),
        ),
      ],
    ],
  });
}

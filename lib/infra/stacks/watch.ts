import { ComparisonOperator, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnHealthCheck } from 'aws-cdk-lib/aws-route53';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { Alarms, metric } from '../constructs/alarms.ts';
import { type Place, PlacedStack } from '../place.ts';

/** Asks the API of both regions for their health from outside. Its metrics are in North Virginia only. */
export class WatchStack extends PlacedStack {
  constructor(scope: Construct, place: Place, hosts: Readonly<Record<'primary' | 'second', string>>) {
    super(scope, 'watch', place, { stateful: false, description: 'SafeStats: health seen from outside' });
    const topic = new Topic(this, 'Topic', {
      topicName: place.names.of('alarms'),
      displayName: 'SafeStats',
      enforceSSL: true,
    });
    if (place.settings.alarmEmail !== null)
      topic.addSubscription(new EmailSubscription(place.settings.alarmEmail));
    const checks = (['primary', 'second'] as const).map((part) => {
      const check = new CfnHealthCheck(this, `Health-${part}`, {
        healthCheckConfig: {
          type: 'HTTPS',
          fullyQualifiedDomainName: hosts[part],
          port: 443,
          resourcePath: '/health',
          requestInterval: 30,
          failureThreshold: 3,
          enableSni: true,
        },
        healthCheckTags: [{ key: 'Name', value: `${place.names.of('api')}-${part}` }],
      });
      return { part, id: check.attrHealthCheckId };
    });
    new Alarms(this, 'Alarms', {
      place,
      topic,
      declarations: checks.map(({ part, id }) => ({
        noun: `${part}-unreachable`,
        runbook: 'region-unreachable',
        metric: metric(
          'AWS/Route53',
          'HealthCheckStatus',
          { HealthCheckId: id },
          { statistic: Stats.MINIMUM, minutes: 1 },
        ),
        threshold: 1,
        comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
        periods: 3,
        silenceIsBad: true,
      })),
    });
  }
}

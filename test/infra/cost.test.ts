import { describe, expect, it } from 'vitest';
import { ASSUMPTIONS } from '#core/cost/assumptions.ts';
import { ENVIRONMENTS } from '#infra/environments.ts';
import { at, listAt, resourcesOf, templatesOf } from './stacks.ts';

const prod = templatesOf({ env: 'prod' });
const count = (type: string) => resourcesOf(prod, type).length;
const MINUTES_A_MONTH = 730 * 60;

/** How often a rule of a schedule calls in a month. */
function runsOf(expression: string): number {
  const [, every, unit] = /^rate\((\d+) (minute|minutes|hour|hours)\)$/.exec(expression) ?? [];
  if (every !== undefined) return MINUTES_A_MONTH / (Number(every) * (unit?.startsWith('hour') ? 60 : 1));
  if (/^cron\(\d+ \d+ \* \* \? \*\)$/.test(expression)) return MINUTES_A_MONTH / (24 * 60);
  throw new Error(`a schedule of ${expression}, which this test does not know`);
}

describe('what the cost model counts', () => {
  it('is what is deployed', () => {
    const queues = resourcesOf(prod, 'AWS::Lambda::EventSourceMapping').filter(
      ({ resource }) => resource.Properties?.['ScalingConfig'] !== undefined,
    );
    const replicated = resourcesOf(prod, 'AWS::S3::Bucket').flatMap(({ resource }) =>
      listAt(resource.Properties, 'ReplicationConfiguration', 'Rules'),
    );
    const [firewall] = resourcesOf(prod, 'AWS::WAFv2::WebACL');
    const deployed = {
      alarms: count('AWS::CloudWatch::Alarm'),
      dashboards: count('AWS::CloudWatch::Dashboard'),
      'firewall-rules': listAt(firewall?.resource.Properties, 'Rules').length,
      'health-checks': count('AWS::Route53::HealthCheck'),
      'keys-per-region': (count('AWS::KMS::Key') + count('AWS::KMS::ReplicaKey')) / 2,
      metrics: count('AWS::Logs::MetricFilter') + 4 * replicated.length,
      queues: queues.length,
      'log-months': Math.floor(ENVIRONMENTS.prod.logRetention / 30),
      'audit-months': Math.round(ENVIRONMENTS.prod.lockDays / (365.25 / 12)),
      'sftp-endpoints': count('AWS::Transfer::Server'),
    };
    const assumed = Object.keys(deployed).map((key) => [
      key,
      ASSUMPTIONS[key as keyof typeof deployed].value,
    ]);
    expect(Object.fromEntries(assumed)).toEqual(deployed);
  });

  it('is how often schedules run, to a thousandth', () => {
    const runs = resourcesOf(prod, 'AWS::Events::Rule')
      .filter(({ resource }) => resource.Properties?.['State'] === 'ENABLED')
      .map(({ resource }) => resource.Properties?.['ScheduleExpression'])
      .filter((expression) => expression !== undefined)
      .reduce<number>((sum, expression) => sum + runsOf(String(expression)), 0);
    expect(Math.abs(runs / ASSUMPTIONS['scheduled-runs-per-month'].value - 1)).toBeLessThan(0.001);
  });

  it('has no copy of the user pool, nor metrics of each route, which would be paid for', () => {
    expect(count('AWS::Cognito::UserPoolReplica')).toBe(0);
    for (const { resource } of resourcesOf(prod, 'AWS::ApiGatewayV2::Stage'))
      expect(at(resource.Properties, 'DefaultRouteSettings', 'DetailedMetricsEnabled')).toBeUndefined();
  });
});

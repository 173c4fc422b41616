import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFaultyProxy } from '#test/support/faulty-proxy.ts';
import { type LiveCloud, openLiveCloud, runProbe } from '#test/support/live-cloud.ts';
import { stacksOf } from '../../bin/live/cloud/stacks.ts';
import { NotTried } from '../../bin/live/probe.ts';

let at: LiveCloud;
beforeEach(async () => {
  at = await openLiveCloud();
});
afterEach(() => at.close());

const run = (name: string) => runProbe(at, name);
const ok = (measured: RegExp) => ({ verdict: 'ok', measured: expect.stringMatching(measured) });
const wrong = (measured: RegExp) => ({
  verdict: 'WRONG',
  measured: expect.stringMatching(measured),
  advice: expect.stringMatching(/.{10}/),
});

describe('stacks', () => {
  it('are wanted complete in all three regions, each by the name that the deployment gives it', async () => {
    const expected = await stacksOf(at.cloud);
    expect(new Set(expected.map(({ region }) => region))).toEqual(
      new Set(['eu-west-2', 'eu-west-1', 'us-east-1']),
    );
    const states = new Map(expected.map(({ stack, region }) => [`${region} ${stack}`, 'CREATE_COMPLETE']));
    at.cli.set('cloudformation describe-stacks', (args: readonly string[]) => ({
      Stacks: [...states].flatMap(([key, StackStatus]) => {
        const [region, StackName] = key.split(' ');
        return region === args.at(-1) ? [{ StackName, StackStatus, StackId: 'arn' }] : [];
      }),
    }));
    expect(await run('stacks')).toEqual(ok(new RegExp(`^${expected.length} stacks in eu-west-2, `)));
    states.set('eu-west-1 safestats-dev-keys', 'UPDATE_ROLLBACK_COMPLETE');
    states.delete('us-east-1 safestats-dev-site');
    const found = await run('stacks');
    expect(found).toEqual(wrong(/safestats-dev-keys in eu-west-1: UPDATE_ROLLBACK_COMPLETE/));
    expect(found.measured).toContain('safestats-dev-site in us-east-1: not there');
  }, 60_000);
});

describe('trail', () => {
  const status = (status: object) => at.cli.set('cloudtrail get-trail-status', status);
  const ago = (minutes: number) => (at.clock.now() - minutes * 60_000) / 1_000;

  it('is right when its last delivery was lately and without an error, however the CLI writes times', async () => {
    status({ IsLogging: true, LatestDeliveryTime: ago(5) });
    expect(await run('trail')).toEqual(ok(/^its last delivery was 5 min ago, without an error$/));
    status({ IsLogging: true, LatestDeliveryTime: new Date(ago(5) * 1_000).toISOString() });
    expect(await run('trail')).toEqual(ok(/^its last delivery was 5 min ago/));
    expect(at.called.at(-1)).toBe(
      'cloudtrail get-trail-status --name safestats-dev-trail --region eu-west-2',
    );
  });

  it('is wrong when it does not log, was refused, or is late, and not tried before its first delivery', async () => {
    status({ IsLogging: false });
    expect(await run('trail')).toEqual(wrong(/^it does not log$/));
    status({ IsLogging: true, LatestDeliveryTime: ago(5), LatestDeliveryError: 'AccessDenied' });
    expect(await run('trail')).toEqual(wrong(/^its last delivery failed: AccessDenied$/));
    status({ IsLogging: true, LatestDeliveryTime: ago(5), LatestDigestDeliveryError: 'InvalidRequest' });
    expect(await run('trail')).toEqual(wrong(/failed: InvalidRequest$/));
    status({ IsLogging: true, LatestDeliveryTime: ago(61) });
    expect(await run('trail')).toEqual(wrong(/^its last delivery was 61 min ago$/));
    status({ IsLogging: true });
    await expect(run('trail')).rejects.toThrow(NotTried);
  });
});

describe('health', () => {
  const checks = (...ids: readonly string[]) =>
    at.cli.set('cloudformation describe-stack-resources', {
      StackResources: [
        { ResourceType: 'AWS::SNS::Topic', PhysicalResourceId: 'topic' },
        ...ids.map((PhysicalResourceId) => ({
          ResourceType: 'AWS::Route53::HealthCheck',
          PhysicalResourceId,
        })),
      ],
    });
  const answers = (of: (id: string) => readonly string[]) =>
    at.cli.set('route53 get-health-check-status', (args: readonly string[]) => ({
      HealthCheckObservations: of(args.at(-1) ?? '').map((Status) => ({
        Region: 'us-east-1',
        StatusReport: { Status, CheckedTime: '2026-11-29T08:00:00Z' },
      })),
    }));

  it('is right when both regions are well from everywhere', async () => {
    checks('a', 'b');
    answers(() => ['Success: HTTP Status Code 200, OK', 'Success: HTTP Status Code 200, OK']);
    expect(await run('health')).toEqual(ok(/^2 health checks, well from 4 places$/));
  });

  it('is wrong when a check is missing or one place sees a failure, and not tried before anybody has asked', async () => {
    checks('a');
    expect(await run('health')).toEqual(wrong(/^1 health check, not 2$/));
    checks('a', 'b');
    answers((id) => (id === 'b' ? ['Success: OK', 'Failure: HTTP Status Code 503'] : ['Success: OK']));
    expect(await run('health')).toEqual(wrong(/^b from us-east-1: Failure: HTTP Status Code 503$/));
    answers(() => []);
    await expect(run('health')).rejects.toThrow(NotTried);
  });
});

describe('budget', () => {
  const NAMED = '{"Statement":[{"Principal":{"Service":"budgets.amazonaws.com"}}]}';
  const set = (change: Readonly<Record<string, unknown>> = {}) => {
    const topic = at.cloud.names.topicArn('eu-west-2');
    const told = [
      {
        NotificationType: 'ACTUAL',
        ComparisonOperator: 'GREATER_THAN',
        Threshold: 80,
        ThresholdType: 'PERCENTAGE',
      },
      { NotificationType: 'FORECASTED', ComparisonOperator: 'GREATER_THAN', Threshold: 100 },
    ];
    const answers = {
      'budgets describe-notifications-for-budget': { Notifications: told },
      'budgets describe-subscribers-for-notification': {
        Subscribers: [{ SubscriptionType: 'SNS', Address: topic }],
      },
      'sns get-topic-attributes': { Attributes: { Policy: NAMED, KmsMasterKeyId: 'arn:key' } },
      'kms get-key-policy': { Policy: NAMED, PolicyName: 'default' },
      ...change,
    };
    for (const [words, answer] of Object.entries(answers)) at.cli.set(words, answer);
  };

  it('is right when every notification goes to the topic, which lets it in, as does its key', async () => {
    set();
    expect(await run('budget')).toEqual(
      ok(/^2 notifications, to a topic and under a key that let budgets in/),
    );
    expect(at.called.find((call) => call.includes('describe-subscribers'))).toContain(
      `--budget-name safestats-dev-month --notification {"NotificationType":"ACTUAL"`,
    );
  });

  it.each([
    [{ 'budgets describe-notifications-for-budget': { Notifications: [] } }, /^it tells nobody$/],
    [
      { 'budgets describe-subscribers-for-notification': { Subscribers: [{ Address: 'arn:other' }] } },
      /^at 80 % it does not tell the topic of alarms$/,
    ],
    [{ 'sns get-topic-attributes': { Attributes: { Policy: NAMED } } }, /is not encrypted$/],
    [
      { 'sns get-topic-attributes': { Attributes: { Policy: '{}', KmsMasterKeyId: 'arn:key' } } },
      /^the policy of the topic does not name budgets/,
    ],
    [{ 'kms get-key-policy': { Policy: '{}' } }, /^the policy of the key of the topic does not name budgets/],
  ])('is wrong with %j', async (change, said) => {
    set(change);
    expect(await run('budget')).toEqual(wrong(said));
  });
});

describe('no-token', () => {
  const OPEN = { status: 200, body: '{}' };
  const CLOSED = { status: 401, body: '{}' };

  it('asks the API of both regions past the site, found by its name', async () => {
    let answer = CLOSED;
    const api = await startFaultyProxy('http://localhost:9', () => answer);
    const second = await startFaultyProxy('http://localhost:9', () => CLOSED);
    const named = (ApiEndpoint: string) => ({
      Items: [
        { Name: 'another', ApiEndpoint: 'https://nowhere.invalid' },
        { Name: 'safestats-dev-api', ApiEndpoint },
      ],
    });
    at.cli.set('apigatewayv2 get-apis', (args: readonly string[]) =>
      named(args.at(-1) === 'eu-west-2' ? api.url : second.url),
    );
    try {
      expect(await run('no-token')).toEqual(
        ok(new RegExp(`^401 from ${api.url} and ${second.url}, without`)),
      );
      expect(second.seen.map(({ path, headers }) => [path, 'authorization' in headers])).toEqual([
        ['/v1/me', false],
        ['/v1/me', true],
      ]);
      answer = OPEN;
      expect(await run('no-token')).toEqual(wrong(/\/v1\/me answered 200 without a token$/));
      at.cli.set('apigatewayv2 get-apis', { Items: [] });
      await expect(run('no-token')).rejects.toThrow('there is no API safestats-dev-api in eu-west-2');
    } finally {
      await api.close();
      await second.close();
    }
  });
});

import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import {
  AlarmStatusWidget,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import { AccountRootPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { FUNCTIONS, type FunctionName } from '#lambdas/functions.ts';
import { type AlarmDeclaration, Alarms, metric } from '../constructs/alarms.ts';
import { type Place, PlacedStack } from '../place.ts';
import type { GatewayStack } from './gateway.ts';
import type { KeysStack } from './keys.ts';
import { PROFILE_FINDINGS } from './provisioner.ts';

/** Queues of what failed; in each, one message is one too many. */
export const DEAD_LETTERS = [
  'arrivals-dead',
  'deliveries-dead.fifo',
  'geographies-dead',
  'downloads-dead',
  'scan-results-dead',
  'unclean-files-dead',
  'provisioning-dead',
  'schedules-dead',
] as const;
const REPLICATED = ['lake', 'ingest', 'exports', 'audit'] as const;
/** Time control promises a quarter of an hour. */
const LATE_SECONDS = 900;
const SLOW_MS = 10_000;

/** What tells an operator that something is wrong, and what a month costs. */
export class ObservabilityStack extends PlacedStack {
  constructor(
    scope: Construct,
    place: Place,
    props: { readonly keys: KeysStack; readonly gateway: GatewayStack },
  ) {
    super(scope, 'observability', place, { stateful: false, description: 'SafeStats: alarms and dashboard' });
    const topic = this.#topic(props.keys);
    const { made } = new Alarms(this, 'Alarms', {
      place,
      topic,
      declarations: [...this.#queues(), ...this.#functions(), ...this.#api(props.gateway), ...this.#data()],
    });
    new Dashboard(this, 'Dashboard', {
      dashboardName: place.names.of(place.region),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', width: 24, height: 6, alarms: [...made] })],
        [
          this.#graph('Requests', [
            metric('AWS/ApiGateway', 'Count', { ApiId: props.gateway.apiId }),
            metric('AWS/ApiGateway', '4xx', { ApiId: props.gateway.apiId }),
            metric('AWS/ApiGateway', '5xx', { ApiId: props.gateway.apiId }),
          ]),
          this.#graph('Time of functions, 95th percentile', this.#times()),
        ],
      ],
    });
    if (place.part === 'primary') this.#budget();
  }

  #topic(keys: KeysStack): Topic {
    const { place } = this;
    const topic = new Topic(this, 'Topic', {
      topicName: place.names.of('alarms'),
      displayName: 'SafeStats',
      masterKey: Key.fromKeyArn(this, 'TopicKey', keys.arns.operations),
      enforceSSL: true,
    });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsAndBudget',
        principals: [
          new ServicePrincipal('cloudwatch.amazonaws.com'),
          new ServicePrincipal('budgets.amazonaws.com'),
        ],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': place.settings.account } },
      }),
    );
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'OperatorsSubscribe',
        principals: [new AccountRootPrincipal()],
        actions: ['sns:Subscribe', 'sns:GetTopicAttributes', 'sns:ListSubscriptionsByTopic'],
        resources: [topic.topicArn],
      }),
    );
    if (place.settings.alarmEmail !== null)
      topic.addSubscription(new EmailSubscription(place.settings.alarmEmail));
    return topic;
  }

  #queues(): AlarmDeclaration[] {
    return DEAD_LETTERS.map((queue) => ({
      noun: queue.replace('.fifo', ''),
      runbook: queue.replace('.fifo', ''),
      metric: metric(
        'AWS/SQS',
        'ApproximateNumberOfMessagesVisible',
        {
          QueueName: this.place.names.of(queue),
        },
        { statistic: Stats.MAXIMUM },
      ),
      threshold: 1,
    }));
  }

  #functions(): AlarmDeclaration[] {
    const of = (name: FunctionName) => ({ FunctionName: this.place.names.of(name) });
    const errors: AlarmDeclaration[] = names().map((name) => ({
      noun: `${name}-errors`,
      runbook: 'function-errors',
      metric: metric('AWS/Lambda', 'Errors', of(name)),
      threshold: 1,
    }));
    const throttled: AlarmDeclaration[] = names()
      .filter((name) => name.startsWith('api-'))
      .map((name) => ({
        noun: `${name}-throttled`,
        runbook: 'function-throttled',
        metric: metric('AWS/Lambda', 'Throttles', of(name)),
        threshold: 10,
      }));
    const sealing: AlarmDeclaration = {
      noun: 'sealing-stopped',
      runbook: 'sealing-stopped',
      metric: metric('AWS/Lambda', 'Invocations', of('audit-sealer')),
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      periods: 2,
      silenceIsBad: true,
    };
    const drift: AlarmDeclaration = {
      noun: 'profile-findings',
      runbook: 'profile-findings',
      metric: metric(PROFILE_FINDINGS.metricNamespace, PROFILE_FINDINGS.metricName, {}),
      threshold: 1,
    };
    return [drift, ...errors, ...throttled, sealing];
  }

  #api(gateway: GatewayStack): AlarmDeclaration[] {
    const dimensions = { ApiId: gateway.apiId };
    return [
      {
        noun: 'api-failing',
        runbook: 'api-failing',
        metric: metric('AWS/ApiGateway', '5xx', dimensions),
        threshold: 5,
      },
      {
        noun: 'api-slow',
        runbook: 'api-slow',
        metric: metric('AWS/ApiGateway', 'Latency', dimensions, { statistic: Stats.p(95) }),
        threshold: SLOW_MS,
        periods: 3,
      },
    ];
  }

  #data(): AlarmDeclaration[] {
    const { names: physical, region, otherRegion, part } = this.place;
    const registry: AlarmDeclaration = {
      noun: 'registry-throttled',
      runbook: 'registry-throttled',
      metric: metric('AWS/DynamoDB', 'ThrottledRequests', { TableName: physical.table() }),
      threshold: 10,
    };
    if (part !== 'primary') return [registry];
    return [
      registry,
      {
        noun: 'registry-copy-late',
        runbook: 'registry-copy-late',
        metric: metric(
          'AWS/DynamoDB',
          'ReplicationLatency',
          { TableName: physical.table(), ReceivingRegion: otherRegion },
          { statistic: Stats.MAXIMUM },
        ),
        threshold: 60_000,
        periods: 3,
      },
      ...REPLICATED.flatMap((purpose): AlarmDeclaration[] => {
        const copy = {
          SourceBucket: physical.bucket(purpose, region),
          DestinationBucket: physical.bucket(purpose, otherRegion),
          RuleId: 'everything',
        };
        return [
          {
            noun: `${purpose}-copy-late`,
            runbook: 'copy-late',
            metric: metric('AWS/S3', 'ReplicationLatency', copy, { statistic: Stats.MAXIMUM }),
            threshold: LATE_SECONDS,
            periods: 2,
          },
          {
            noun: `${purpose}-copy-failed`,
            runbook: 'copy-failed',
            metric: metric('AWS/S3', 'OperationsFailedReplication', copy),
            threshold: 1,
          },
        ];
      }),
    ];
  }

  #times() {
    return names().map((name) =>
      metric(
        'AWS/Lambda',
        'Duration',
        { FunctionName: this.place.names.of(name) },
        { statistic: Stats.p(95) },
      ),
    );
  }

  #graph(title: string, left: ReturnType<typeof metric>[]): GraphWidget {
    return new GraphWidget({ title, left, width: 12, height: 8 });
  }

  #budget(): void {
    const { settings, names: physical, region } = this.place;
    const address = physical.topicArn(region);
    const told = (threshold: number, notificationType: 'ACTUAL' | 'FORECASTED') => ({
      notification: {
        comparisonOperator: 'GREATER_THAN',
        notificationType,
        threshold,
        thresholdType: 'PERCENTAGE',
      },
      subscribers: [{ subscriptionType: 'SNS', address }],
    });
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: physical.of('month'),
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: settings.monthlyBudgetUsd, unit: 'USD' },
      },
      notificationsWithSubscribers: [told(80, 'ACTUAL'), told(100, 'FORECASTED')],
    }).node.addDependency(this.node.findChild('Topic'));
  }
}

function names(): FunctionName[] {
  return Object.keys(FUNCTIONS) as FunctionName[];
}

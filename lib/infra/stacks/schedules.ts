import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { deadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { engineVariables, storeVariables } from '../constructs/environment.ts';
import { type CodeSource, ProductFunction } from '../constructs/function.ts';
import { schedule } from '../constructs/schedule.ts';
import { WORKGROUP_PREFIX } from '../names.ts';
import { type Place, PlacedStack } from '../place.ts';
import type { ResourcePlace } from '../policies/resources.ts';

const ALSO_STANDING_BY = ['seal-audit', 'follow-publications'] as const;

/**
 * What happens without anybody asking: sealing, ending, removing, resuming, rolling up. In a region that stands by, its
 * audit is sealed, which nobody else may, and its catalogue follows what is published, which does not copy itself.
 */
export class SchedulesStack extends PlacedStack {
  constructor(
    scope: Construct,
    place: Place,
    props: { readonly at: ResourcePlace; readonly code: CodeSource; readonly userPoolId: string },
  ) {
    super(scope, 'schedules', place, {
      stateful: false,
      description: 'SafeStats: what is done now and then',
    });
    const { at, code, userPoolId } = props;
    const dead = deadLetterQueue(this, place, 'schedules', at.keys.operations);
    const sealer = new ProductFunction(this, {
      name: 'audit-sealer',
      at,
      code,
      atOnce: 1,
      environment: storeVariables(place),
    }).function;
    const housekeeping = new ProductFunction(this, {
      name: 'housekeeping',
      at,
      code,
      environment: { ...engineVariables(place), SAFESTATS_USER_POOL_ID: userPoolId },
    }).function;
    const ended = new ProductFunction(this, {
      name: 'query-ended',
      at,
      code,
      environment: engineVariables(place),
    }).function;
    const ingest = LambdaFunction.fromFunctionAttributes(this, 'Ingest', {
      functionArn: `arn:aws:lambda:${this.region}:${this.account}:function:${place.names.of('ingest')}`,
      sameEnvironment: true,
    });
    const every = (minutes: number) => Schedule.rate(Duration.minutes(minutes));
    const tasks = [
      ['seal-audit', 'Seals what the audit has recorded', every(1), {}, sealer],
      [
        'end-queries',
        'Ends queries that nobody asks about',
        every(1),
        { tasks: ['abandoned-queries'] },
        housekeeping,
      ],
      [
        'run-alerts',
        'Tells people what publications changed of what they asked to be told of',
        every(5),
        { tasks: ['alerts'] },
        housekeeping,
      ],
      [
        'remove-expired',
        'Removes what has expired and tells sign-in what it could not be told',
        every(15),
        { tasks: ['expired', 'identity-errands'] },
        housekeeping,
      ],
      [
        'remove-old-queries',
        'Removes queries that are older than policy keeps them',
        Schedule.cron({ hour: '2', minute: '41' }),
        { tasks: ['old-queries'] },
        housekeeping,
      ],
      [
        'resume-deliveries',
        'Takes up deliveries that were left undone',
        every(15),
        { task: 'resume-deliveries' },
        ingest,
      ],
      [
        'follow-publications',
        'Brings the catalogue of this region up to what is published',
        every(5),
        { task: 'follow-publications' },
        ingest,
      ],
      [
        'roll-ups',
        'Makes the roll-ups that publications lack',
        Schedule.cron({ hour: '2', minute: '11' }),
        { task: 'roll-ups' },
        ingest,
      ],
    ] as const;
    for (const [noun, description, when, event, to] of tasks)
      schedule(this, {
        place,
        noun,
        description,
        schedule: when,
        event,
        to: to as LambdaFunction,
        dead,
        standby: ALSO_STANDING_BY.some((one) => one === noun),
      });
    new Rule(this, 'QueryEnded', {
      ruleName: place.names.of('query-ended'),
      description: 'Finishes the record of a query whose asker is gone',
      eventPattern: {
        source: ['aws.athena'],
        detailType: ['Athena Query State Change'],
        detail: {
          currentState: ['SUCCEEDED', 'FAILED', 'CANCELLED'],
          workgroupName: [{ prefix: WORKGROUP_PREFIX }],
        },
      },
      targets: [new LambdaTarget(ended, { deadLetterQueue: dead, retryAttempts: 10 })],
    });
  }
}

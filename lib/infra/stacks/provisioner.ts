import { Duration } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { deadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { engineVariables } from '../constructs/environment.ts';
import { type CodeSource, ProductFunction } from '../constructs/function.ts';
import { schedule } from '../constructs/schedule.ts';
import { WORKGROUP_PREFIX } from '../names.ts';
import { type Place, PlacedStack } from '../place.ts';
import { acknowledgeStatements } from '../policies/acknowledgements.ts';
import {
  type ProfilePolicyNames,
  profileStatements,
  provisionerStatements,
} from '../policies/profile-policies.ts';
import { lakePrincipals, queryRoles } from '../policies/query-roles.ts';
import type { ResourcePlace } from '../policies/resources.ts';

/** Partitions of the registry that say what profiles should be. */
const WATCHED_PARTITIONS = ['profile', 'stop', 'dataset', 'publication'] as const;

/** Where errors of the provisioner are counted. */
export const PROFILE_FINDINGS = { metricNamespace: 'SafeStats', metricName: 'profile-findings' } as const;

/** Puts profiles in force in both regions: at each change, again each quarter of an hour, and compares daily. */
export class ProvisionerStack extends PlacedStack {
  constructor(
    scope: Construct,
    place: Place,
    props: {
      readonly at: ResourcePlace;
      readonly code: CodeSource;
      readonly resultsKeyArns: readonly string[];
    },
  ) {
    super(scope, 'provisioner', place, { stateful: false, description: 'SafeStats: profiles in force' });
    const { at, code, resultsKeyArns } = props;
    const policies: ProfilePolicyNames = {
      account: place.settings.account,
      partition: 'aws',
      regions: [place.settings.primaryRegion, place.settings.secondRegion],
      database: place.names.database(),
      profileRolePrefix: place.names.profileRolePrefix(),
      workgroupPrefix: WORKGROUP_PREFIX,
      boundaryArn: place.names.policyArn('profile-boundary'),
      profilePolicyArn: place.names.policyArn('profile-query'),
      resultsKeyArns,
    };
    if (place.part === 'primary') this.#profilePolicies(policies);
    const made = new ProductFunction(this, {
      name: 'provisioner',
      at,
      code,
      atOnce: 1,
      statements: provisionerStatements(policies),
      environment: {
        ...engineVariables(place),
        SAFESTATS_PROFILE_BOUNDARY_ARN: policies.boundaryArn,
        SAFESTATS_PROFILE_POLICY_ARN: policies.profilePolicyArn,
        SAFESTATS_QUERY_ROLE_ARNS: queryRoles(place).join(','),
        SAFESTATS_RESULTS_KEY_ARN: at.keys.data,
        SAFESTATS_ENFORCED_REGIONS: policies.regions.join(','),
        SAFESTATS_LAKE_PRINCIPAL_ARNS: lakePrincipals(place).join(','),
        SAFESTATS_BYTES_SCANNED_LIMIT: String(place.settings.bytesScannedLimit),
      },
    });
    this.#tellOfDrift(made);
    const dead = deadLetterQueue(this, place, 'provisioning', at.keys.operations);
    const to = made.function;
    if (place.part === 'primary') this.#follow(to, at, dead);
    for (const [noun, description, rate, task] of [
      [
        'enforce-profiles',
        'Puts profiles in force that a change left behind',
        Schedule.rate(Duration.minutes(15)),
        'enforce',
      ],
      [
        'compare-profiles',
        'Compares profiles in force with what should be',
        Schedule.cron({ hour: '3', minute: '17' }),
        'compare',
      ],
    ] as const)
      schedule(this, { place, noun, description, schedule: rate, event: { task }, to, dead, standby: false });
  }

  /** What the comparison finds is written to the log as an error. */
  #tellOfDrift(made: ProductFunction<'provisioner'>): void {
    new MetricFilter(this, 'Findings', {
      logGroup: made.log,
      filterPattern: FilterPattern.stringValue('$.level', '=', 'error'),
      ...PROFILE_FINDINGS,
      metricValue: '1',
    });
  }

  /** The one policy of all roles of profiles, and what no role of a profile can go beyond. */
  #profilePolicies(names: ProfilePolicyNames): void {
    const document = () =>
      PolicyDocument.fromJson({ Version: '2012-10-17', Statement: profileStatements(names) });
    for (const [id, noun] of [
      ['ProfileQuery', 'profile-query'],
      ['ProfileBoundary', 'profile-boundary'],
    ] as const) {
      const policy = new ManagedPolicy(this, id, {
        managedPolicyName: this.place.names.of(noun),
        document: document(),
      });
      acknowledgeStatements(policy, profileStatements(names));
    }
  }

  #follow(to: LambdaFunction, { streamArn }: ResourcePlace, dead: Queue): void {
    if (streamArn === null)
      throw new Error('the provisioner follows a stream, which its stack does not know');
    new CfnEventSourceMapping(this, 'FromRegistry', {
      eventSourceArn: streamArn,
      functionName: to.functionName,
      startingPosition: 'TRIM_HORIZON',
      batchSize: 25,
      maximumRetryAttempts: 10,
      bisectBatchOnFunctionError: true,
      functionResponseTypes: ['ReportBatchItemFailures'],
      destinationConfig: { onFailure: { destination: dead.queueArn } },
      filterCriteria: {
        filters: [
          { pattern: JSON.stringify({ dynamodb: { Keys: { partition: { S: WATCHED_PARTITIONS } } } }) },
        ],
      },
    });
  }
}

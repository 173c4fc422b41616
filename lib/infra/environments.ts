import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** Everything in which one environment differs from another. */
export type Environment = {
  /** Of what holds data: buckets, table, keys, user pool, log groups. */
  readonly removal: RemovalPolicy;
  /** Whether stacks, table and user pool refuse to be deleted. */
  readonly protect: boolean;
  readonly lockMode: 'GOVERNANCE' | 'COMPLIANCE';
  /** Days in which nobody can delete a sealed audit object or a log file of CloudTrail. */
  readonly lockDays: number;
  readonly logRetention: RetentionDays;
  /** Days after which an old version of an object is gone. */
  readonly oldVersionDays: number;
  readonly pointInTimeDays: number;
};

/** The environments. A setting that is not listed here is the same in all of them. */
export const ENVIRONMENTS = {
  dev: {
    removal: RemovalPolicy.DESTROY,
    protect: false,
    lockMode: 'GOVERNANCE',
    lockDays: 1,
    logRetention: RetentionDays.ONE_MONTH,
    oldVersionDays: 7,
    pointInTimeDays: 7,
  },
  prod: {
    removal: RemovalPolicy.RETAIN,
    protect: true,
    lockMode: 'COMPLIANCE',
    lockDays: 2_557,
    logRetention: RetentionDays.THIRTEEN_MONTHS,
    oldVersionDays: 35,
    pointInTimeDays: 35,
  },
} as const satisfies Readonly<Record<string, Environment>>;

export type EnvironmentName = keyof typeof ENVIRONMENTS;

import type { Settings } from './settings.ts';

/** What a bucket is for. */
export type BucketPurpose = 'lake' | 'ingest' | 'exports' | 'site' | 'audit' | 'trail' | 'logs';

/** Path of the roles that the provisioner makes. */
export const PROFILE_ROLE_PATH = '/safestats/profile/';
/** Begins the name of each role of a profile; the id of the profile follows. */
export const PROFILE_ROLE_NAME = 'ss-p-';
/** Begins the name of each workgroup of a profile; the id of the profile follows. */
export const WORKGROUP_PREFIX = 'ss-';

/** Physical names that can be told without asking a stack, so that stacks need no references for them. */
export class Names {
  readonly #env: string;
  readonly #account: string;

  constructor(settings: Pick<Settings, 'env' | 'account'>) {
    this.#env = settings.env;
    this.#account = settings.account;
  }

  /** Of anything that is unique within an account and region. */
  of(noun: string): string {
    return `safestats-${this.#env}-${noun}`;
  }

  bucket(purpose: BucketPurpose, region: string): string {
    return `safestats-${this.#env}-${purpose}-${this.#account}-${region}`;
  }

  bucketArn(purpose: BucketPurpose, region: string): string {
    return `arn:aws:s3:::${this.bucket(purpose, region)}`;
  }

  /** Host of a bucket in the addresses that browsers put uploads to. */
  bucketOrigin(purpose: BucketPurpose, region: string): string {
    return `https://${this.bucket(purpose, region)}.s3.${region}.amazonaws.com`;
  }

  /** The registry. */
  table(): string {
    return this.of('registry');
  }

  tableArn(region: string): string {
    return `arn:aws:dynamodb:${region}:${this.#account}:table/${this.table()}`;
  }

  /** The database of Glue. */
  database(): string {
    return `safestats_${this.#env}`;
  }

  role(noun: string, region: string): string {
    return `safestats-${this.#env}-${noun}-${region}`;
  }

  roleArn(noun: string, region: string): string {
    return `arn:aws:iam::${this.#account}:role/${this.role(noun, region)}`;
  }

  /** The role that CloudFormation works with, as bootstrapping the CDK names it. */
  executionRoleArn(region: string): string {
    return `arn:aws:iam::${this.#account}:role/cdk-hnb659fds-cfn-exec-role-${this.#account}-${region}`;
  }

  policyArn(noun: string): string {
    return `arn:aws:iam::${this.#account}:policy/${this.of(noun)}`;
  }

  queueArn(noun: string, region: string): string {
    return `arn:aws:sqs:${region}:${this.#account}:${this.of(noun)}`;
  }

  queueUrl(noun: string, region: string): string {
    return `https://sqs.${region}.amazonaws.com/${this.#account}/${this.of(noun)}`;
  }

  topicArn(region: string): string {
    return `arn:aws:sns:${region}:${this.#account}:${this.of('alarms')}`;
  }

  /** Begins the ARN of each role of a profile. */
  profileRolePrefix(): string {
    return `arn:aws:iam::${this.#account}:role${PROFILE_ROLE_PATH}${PROFILE_ROLE_NAME}`;
  }

  /** Where people sign in: the prefix of Cognito's own domain. */
  signInPrefix(): string {
    return `safestats-${this.#env}-${this.#account}`;
  }

  signInOrigin(region: string): string {
    return `https://${this.signInPrefix()}.auth.${region}.amazoncognito.com`;
  }
}

import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { FunctionName } from '#lambdas/functions.ts';
import { FUNCTION_ACTIONS } from './function-actions.ts';
import type { PolicyStatement } from './profile-policies.ts';
import { RESOURCES, type ResourceName, type ResourcePlace } from './resources.ts';

/** Acknowledges each resource of a function that ends in a `*`, with the reason that the table of resources gives. */
export function acknowledgeOpen(
  role: IConstruct,
  name: FunctionName,
  at: ResourcePlace,
  statements: readonly PolicyStatement[],
  later: ReadonlySet<ResourceName>,
): void {
  for (const resource of new Set(FUNCTION_ACTIONS[name].flatMap(({ on }) => on))) {
    if (later.has(resource)) continue;
    const { arns, open } = RESOURCES[resource];
    if (open === undefined) continue;
    for (const arn of arns(at)) say(role, `AwsSolutions-IAM5[Resource::${arn}]`, open);
  }
  acknowledgeStatements(role, statements);
  acknowledge(role, ['AwsSolutions-IAM5[Resource::*]'], 'no resource');
}

/** Acknowledges what statements of `profile-policies` leave open. */
export function acknowledgeStatements(construct: IConstruct, statements: readonly PolicyStatement[]): void {
  for (const { Sid, Resource } of statements) {
    const reason = REASONS_OF_STATEMENTS[Sid];
    for (const arn of Resource.filter((one) => one.includes('*'))) {
      if (reason === undefined) throw new Error(`the statement ${Sid} leaves ${arn} open without a reason`);
      say(construct, `AwsSolutions-IAM5[Resource::${arn}]`, reason);
    }
  }
}

/** Every reason that is not in the table of resources, by what is acknowledged. */
const REASONS = {
  'no resource':
    'AWS gives these actions no resource; ACTIONS_ON_ANYTHING names them, and a test holds that no other stands with *',
  'every object of a bucket':
    'the whole bucket is what the role is for: it copies or scans every object that arrives, whose keys are not known beforehand',
  'every record':
    'Lake Formation reads records for whoever its own grants and filters let; keys of files are not known beforehand',
  'managed rule of GuardDuty':
    'GuardDuty chooses the rest of the name of its own rule; a condition holds that it manages the rule',
  'access log of the access logs':
    'it is the bucket that access logs are written to; its own would be written to itself',
  'dead letters': 'it is where what failed is kept, of an event rule or a stream; there is no queue after it',
  'public operation':
    'health and the contract are for everybody and say nothing about anybody; every other route wants a token, and a test holds it',
  'threat protection':
    'the plus plan is a matter of money that the deployment guide leaves to the operator; a second factor is required of everybody',
  'log of the distribution':
    'addresses of downloads are secrets that must not be logged; the firewall and the API log who asked, without them',
  'certificate of the distribution':
    'without an own domain CloudFront has its own certificate, whose oldest protocol it fixes; the guide asks for a domain in production',
  countries: 'staff of agencies may work from abroad; sign-in, second factor and firewall decide',
  'deployment of pages':
    'code of the CDK that runs while pages are deployed, in one bucket of pages without any data; it is not ours to narrow',
  'role of the deployment':
    "the role belongs to the CDK's own code that copies the pages; it may write its log and read its own assets",
  'policy of another stack':
    'the stack that makes the bucket gives its policy what is needed; physical names keep stacks apart',
} as const;

/** Why statements of `profile-policies` leave a part open. */
const REASONS_OF_STATEMENTS: Readonly<Record<string, string>> = {
  MakeRoles: 'profiles are added at run time; only roles under this path with the fixed boundary can be made',
  KeepRoles: 'profiles are added at run time; only roles under this path',
  AttachTheOnePolicy: 'only the one policy of profiles can be attached, and only to roles under this path',
  Workgroups: 'each profile has a workgroup of its own under this prefix',
  Catalogue: 'a dataset, and with it a table of this database, is added at run time',
  FindRoles: 'AWS gives ListRoles no resource; it tells names only',
  FiltersAndGrants: 'AWS gives these actions no resource; grants in Lake Formation narrow them',
  GovernedData: 'AWS gives GetDataAccess no resource; grants in Lake Formation decide what it hands out',
  NeverWiden: 'a denial, not a permission',
};

/** Acknowledges findings on a construct and everything in it, for one of the reasons in this file. */
export function acknowledge(
  construct: IConstruct,
  ids: readonly string[],
  reason: keyof typeof REASONS,
): void {
  for (const id of ids) say(construct, id, REASONS[reason]);
}

/** Acknowledges that a role may use every object or name under these. */
export function acknowledgeUnder(
  construct: IConstruct,
  arns: readonly string[],
  reason: keyof typeof REASONS,
): void {
  acknowledge(
    construct,
    arns.map((arn) => `AwsSolutions-IAM5[Resource::${arn}]`),
    reason,
  );
}

function say(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}

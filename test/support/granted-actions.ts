import { placeOf } from '#infra/place.ts';
import { profileStatements } from '#infra/policies/profile-policies.ts';
import { settingsOf } from '#infra/settings.ts';
import type { FunctionName } from '#lambdas/functions.ts';
import { ACCOUNT, appWith, at, PRIMARY, resourcesOf, SECOND, type Templates } from '#test/infra/stacks.ts';
import { roleStatements, type Statement, statementsOf } from '#test/infra/statements.ts';
import { EMULATED_ACCOUNT } from './call-actions.ts';
import type { RecordedCall } from './recorded-calls.ts';

/** In statements, for the ARN of the user pool, whose id AWS chooses. */
const ANY_POOL = `arn:aws:cognito-idp:${PRIMARY}:${ACCOUNT}:userpool/*`;
const NAMES = placeOf(settingsOf(appWith().node, ACCOUNT), 'primary').names;
/** Of every request of a function. */
const CONTEXT = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };

type Context = Readonly<Record<string, string>>;

/** What the deployment in the primary region lets each function do. */
export type Grants = {
  readonly roles: Readonly<Record<string, readonly Statement[]>>;
  /** Of the policies of buckets. */
  readonly denials: readonly Statement[];
};

/** Reads them out of the templates. */
export function grantsOf(templates: Templates, functions: readonly FunctionName[]): Grants {
  const roles = functions.map((name) => {
    const [role] = resourcesOf(templates, 'AWS::IAM::Role').filter(
      ({ resource }) => resource.Properties?.['RoleName'] === NAMES.role(name, PRIMARY),
    );
    if (role === undefined) throw new Error(`no role for ${name}`);
    return [name, roleStatements(templates, role)] as const;
  });
  const denials = resourcesOf(templates, 'AWS::S3::BucketPolicy')
    .flatMap((policy) => {
      const bucket = bucketOf(templates, policy.stack, at(policy.resource.Properties?.['Bucket'], 'Ref'));
      return statementsOf(policy.resource.Properties?.['PolicyDocument']).map((statement) => ({
        ...statement,
        resources: statement.resources.map((resource) => arnOf(resource, bucket)),
      }));
    })
    .filter(({ effect }) => effect === 'Deny');
  return { roles: Object.fromEntries(roles), denials };
}

/** Statements of a role that lack one action. */
export function without({ roles, denials }: Grants, name: FunctionName, action: string): Grants {
  const fewer = (roles[name] ?? []).map((statement) => ({
    ...statement,
    actions: statement.actions.filter((one) => one !== action),
  }));
  return { roles: { ...roles, [name]: fewer }, denials };
}

/** Names of the test's world by those of the deployment: `names` are pairs of the two. */
export function deployed(calls: readonly RecordedCall[], names: Context): readonly RecordedCall[] {
  const pairs = Object.entries({ ...names, [EMULATED_ACCOUNT]: ACCOUNT }).sort(
    ([a], [b]) => b.length - a.length,
  );
  const renamed = (text: string) => pairs.reduce((so, [from, to]) => so.replaceAll(from, to), text);
  return calls.map((call) => ({
    ...call,
    resource: renamed(call.resource),
    as: call.as === null ? null : renamed(call.as),
    context: Object.fromEntries(Object.entries(call.context).map(([key, value]) => [key, renamed(value)])),
  }));
}

/** Calls that AWS would refuse, each with what refuses it. */
export function refused(grants: Grants, calls: readonly RecordedCall[]): readonly string[] {
  return calls.flatMap((call) => {
    const { by, as, action, resource } = call;
    const context = {
      ...CONTEXT,
      'aws:PrincipalArn': as ?? NAMES.roleArn(by, PRIMARY),
      ...call.context,
    };
    const own = as === null ? (grants.roles[by] ?? []) : ofProfile(as);
    const line = `${by}${as === null ? '' : ` as ${as}`}: ${action} on ${resource}`;
    const denial = [...own.filter(({ effect }) => effect === 'Deny'), ...grants.denials].find((statement) =>
      covers(statement, call, context),
    );
    if (denial !== undefined) return [`${line} is denied by ${denial.sid}`];
    const allowed = own.some((statement) => statement.effect === 'Allow' && covers(statement, call, context));
    return allowed ? [] : [`${line} is not allowed`];
  });
}

/** What functions may do of which no call is there. Keys, logs, traces, streams and queues that Lambda reads make no calls here. */
export function unused({ roles }: Grants, calls: readonly RecordedCall[]): readonly string[] {
  return Object.entries(roles).flatMap(([name, statements]) => {
    const own = calls.filter(({ by, as }) => by === name && as === null);
    const lines = statements
      .filter(({ effect }) => effect === 'Allow')
      .flatMap((statement) =>
        statement.actions
          .filter((action) => !/^(kms|logs|xray):|^dynamodb:\w*(Stream|Shard|Records)/.test(action))
          .filter((action) => !TAKEN_BY_LAMBDA.includes(action))
          .filter((action) => !own.some((call) => covers({ ...statement, actions: [action] }, call, null)))
          .map((action) => `${name}: ${action} on ${statement.resources.map(textOf).join(', ')}`),
      );
    return [...new Set(lines)];
  });
}

const TAKEN_BY_LAMBDA = [
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:ChangeMessageVisibility',
  'sqs:GetQueueAttributes',
];

/** Whether a statement is about a call; null as context leaves its conditions out. */
function covers(
  { actions, resources, condition }: Statement,
  { action, resource }: Pick<RecordedCall, 'action' | 'resource'>,
  context: Context | null,
): boolean {
  return (
    actions.some((pattern) => matches(pattern, action)) &&
    resources.some((pattern) => matches(textOf(pattern), resource)) &&
    (context === null || holds(condition, context))
  );
}

/** `*` stands for anything, as in IAM. */
function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}

/** Whether each operator holds. What a request does not say fulfils those that deny and no other. */
function holds(condition: unknown, context: Context): boolean {
  return Object.entries((condition ?? {}) as Record<string, Record<string, unknown>>).every(
    ([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => {
        const patterns = (Array.isArray(wanted) ? wanted : [wanted]).map(textOf);
        const got = context[key];
        switch (operator) {
          case 'StringEquals':
          case 'Bool':
            return got !== undefined && patterns.includes(got);
          case 'StringNotEquals':
            return got === undefined || !patterns.includes(got);
          case 'ArnEquals':
          case 'ArnLike':
            return got !== undefined && patterns.some((pattern) => matches(pattern, got));
          case 'ArnNotEquals':
          case 'ArnNotLike':
            return got === undefined || !patterns.some((pattern) => matches(pattern, got));
          case 'NumericLessThan':
            return got !== undefined && patterns.every((pattern) => Number(got) < Number(pattern));
          default:
            throw new Error(`a policy has the condition ${operator}, which this does not know`);
        }
      }),
  );
}

function ofProfile(role: string): readonly Statement[] {
  const id = role.slice(NAMES.profileRolePrefix().length);
  return profileStatements({
    account: ACCOUNT,
    partition: 'aws',
    regions: [PRIMARY, SECOND],
    database: NAMES.database(),
    profileRolePrefix: NAMES.profileRolePrefix(),
    workgroupPrefix: 'ss-',
    boundaryArn: NAMES.policyArn('profile-boundary'),
    profilePolicyArn: NAMES.policyArn('profile-query'),
    resultsKeyArns: [],
  }).map(({ Sid, Effect, Action, Resource, Condition }) => ({
    sid: Sid,
    effect: Effect,
    actions: Action,
    resources: Resource.map((resource) => resource.replace(`\${aws:PrincipalTag/profileId}`, id)),
    principal: undefined,
    condition: Condition,
  }));
}

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const text = JSON.stringify(value);
  return text.includes('People') ? ANY_POOL : text;
}

function bucketOf(templates: Templates, stack: string, id: unknown): string {
  return String(at(templates, stack, 'Resources', String(id), 'Properties', 'BucketName'));
}

/** The ARN of a bucket, or of what is in it, that a policy beside the bucket writes as a reference. */
function arnOf(resource: unknown, bucket: string): string {
  if (typeof resource === 'string') return resource;
  const parts = at(resource, 'Fn::Join', 1);
  return `arn:aws:s3:::${bucket}${Array.isArray(parts) ? String(parts.at(-1)) : ''}`;
}

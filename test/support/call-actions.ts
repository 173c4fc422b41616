import type { IncomingHttpHeaders } from 'node:http';
import { objectActions } from './s3-actions.ts';

/** A request to AWS with its answer. */
export type AwsRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly status: number;
  readonly answer: string;
  /** Of the object that is read. */
  readonly tags: Readonly<Record<string, string>>;
};

/** One thing that IAM is asked: an action on a resource, and what conditions may look at. */
export type Access = {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
};

/** Of the emulator. */
export const EMULATED_ACCOUNT = '123456789012';

type Scope = { readonly service: string; readonly region: string };
type WorkgroupOf = (execution: string) => string | undefined;
type Given = Readonly<Record<string, unknown>>;

const on = (action: string, resources: readonly string[], context: Access['context'] = {}) =>
  resources.map((resource) => ({ action, resource, context }));
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What IAM is asked when a request is made; words that name the request when this does not know. */
export function actionsOf(request: AwsRequest, workgroupOf: WorkgroupOf): readonly Access[] | string {
  const scope = scopeOf(request);
  const { service, region } = scope;
  const arn = (path: string) => `arn:aws:${service}:${region}:${EMULATED_ACCOUNT}:${path}`;
  const operation = operationOf(request, service);
  const strange = `${service} ${operation === '' ? `${request.method} ${request.url.pathname}` : operation}`;
  switch (service) {
    case 's3':
      return objectActions(request) ?? `s3 ${request.method} ${request.url.pathname}${request.url.search}`;
    case 'dynamodb':
      return tableActions(operation, jsonOf(request), (table) => arn(`table/${table}`)) ?? strange;
    case 'sqs':
      return on(`sqs:${operation}`, [arn(text(jsonOf(request)['QueueUrl']).split('/').at(-1) ?? '')]);
    case 'glue':
      return catalogueActions(operation, jsonOf(request), arn) ?? strange;
    case 'athena':
      return statementActions(operation, jsonOf(request), workgroupOf, arn) ?? strange;
    case 'cognito-idp':
      return on(`cognito-idp:${operation}`, [arn(`userpool/${text(jsonOf(request)['UserPoolId'])}`)]);
    case 'lakeformation':
      return on(`lakeformation:${operation}`, ['*']);
    case 'sts':
      return operation === 'AssumeRole' ? assuming(new URLSearchParams(request.body)) : strange;
    case 'iam':
      return roleActions(operation, new URLSearchParams(request.body)) ?? strange;
    default:
      return strange;
  }
}

/** Of which service of which region a request is, as its signature says. */
export function scopeOf({ headers, url }: Pick<AwsRequest, 'headers' | 'url'>): Scope {
  const signed = String(headers['authorization'] ?? url.searchParams.get('X-Amz-Credential') ?? '');
  const [, region = '', service = 'unsigned'] = /\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(signed) ?? [];
  return { service, region };
}

function operationOf({ headers, body, url }: AwsRequest, service: string): string {
  if (service === 's3') return '';
  if (service === 'lakeformation') return url.pathname.slice(1);
  const target = text(headers['x-amz-target']).split('.').at(-1) ?? '';
  return target === '' ? (new URLSearchParams(body).get('Action') ?? '') : target;
}

function jsonOf({ body }: AwsRequest): Given {
  return JSON.parse(body) as Given;
}

const PARTS = {
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
  Get: 'dynamodb:GetItem',
} as const;
const OF_ONE_TABLE = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'DescribeTable'];

/** Of a transaction, IAM is asked about the parts. */
function tableActions(operation: string, given: Given, arnOf: (table: string) => string) {
  if (OF_ONE_TABLE.includes(operation)) return on(`dynamodb:${operation}`, [arnOf(text(given['TableName']))]);
  if (operation !== 'TransactWriteItems' && operation !== 'TransactGetItems') return null;
  const items = given['TransactItems'] as readonly Readonly<
    Partial<Record<keyof typeof PARTS, { readonly TableName: string }>>
  >[];
  return items.flatMap((item) =>
    (Object.keys(PARTS) as (keyof typeof PARTS)[]).flatMap((part) => {
      const named = item[part];
      return named === undefined ? [] : on(PARTS[part], [arnOf(named.TableName)]);
    }),
  );
}

/** Glue asks about the table, its database and the catalogue. */
function catalogueActions(operation: string, given: Given, arn: (path: string) => string) {
  const database = text(given['DatabaseName']);
  const ofDatabase = [arn('catalog'), arn(`database/${database === '' ? text(given['Name']) : database}`)];
  if (operation === 'GetDatabase') return on('glue:GetDatabase', ofDatabase);
  if (database === '') return null;
  const { Name: made } = (given['TableInput'] ?? {}) as { readonly Name?: string };
  const table = [given['TableName'], made, given['Name']].map(text).find((name) => name !== '') ?? '*';
  return on(`glue:${operation}`, [...ofDatabase, arn(`table/${database}/${table}`)]);
}

/** A statement is of the workgroup that it was started in. */
function statementActions(
  operation: string,
  given: Given,
  workgroupOf: WorkgroupOf,
  arn: (path: string) => string,
) {
  const named = text(given['WorkGroup']) || text(given['Name']);
  const workgroup = named || workgroupOf(text(given['QueryExecutionId']));
  if (workgroup === undefined) return null;
  const tags = given['Tags'] === undefined ? [] : on('athena:TagResource', [arn(`workgroup/${workgroup}`)]);
  return [...on(`athena:${operation}`, [arn(`workgroup/${workgroup}`)]), ...tags];
}

function assuming(form: URLSearchParams): readonly Access[] {
  const role = [form.get('RoleArn') ?? ''];
  return [
    ...on('sts:AssumeRole', role),
    ...(form.has('SourceIdentity') ? on('sts:SetSourceIdentity', role) : []),
    ...(form.has('Tags.member.1.Key') ? on('sts:TagSession', role) : []),
  ];
}

/** Roles are named without their path, which is that of all roles of profiles. */
function roleActions(operation: string, form: URLSearchParams): readonly Access[] | null {
  if (operation === 'ListRoles') return on('iam:ListRoles', ['*']);
  const name = form.get('RoleName');
  if (name === null) return null;
  const role = [`arn:aws:iam::${EMULATED_ACCOUNT}:role/safestats/profile/${name}`];
  const boundary = form.get('PermissionsBoundary');
  const policy = form.get('PolicyArn');
  return [
    ...on(`iam:${operation}`, role, {
      ...(boundary === null ? {} : { 'iam:PermissionsBoundary': boundary }),
      ...(policy === null ? {} : { 'iam:PolicyARN': policy }),
    }),
    ...(operation === 'CreateRole' && form.has('Tags.member.1.Key') ? on('iam:TagRole', role) : []),
  ];
}

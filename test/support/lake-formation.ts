import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { GetTableCommand, GlueClient } from '@aws-sdk/client-glue';
import type { DataCellsFilter, Resource } from '@aws-sdk/client-lakeformation';
import { motoClient } from './moto.ts';

/** A call as it came in: `CreateDataCellsFilter`, in which region, with which body. */
export type AwsCall = { readonly action: string; readonly region: string; readonly body: string };

/** What one call is to be answered instead: an error of AWS, or a failure of one entry of a batch. */
export type Refusal = { readonly code: string; readonly message: string; readonly entry?: boolean };

type Answer = { readonly status: number; readonly body: string; readonly code?: string };
type Filters = Map<string, DataCellsFilter>;

/**
 * Lake Formation, IAM and Athena as the emulator has them, with what it lacks answered here by the documented shapes:
 * data cells filters, grants shown with their table, opt-ins, changes of workgroups. Records every call, and refuses
 * those that a test names.
 */
export class LakeFormationProxy {
  readonly calls: AwsCall[] = [];
  /** Locations that ask Lake Formation only for those who opted in, and who did. */
  hybrid = false;
  optIns: readonly { readonly Resource: Resource }[] = [];
  /** Whether a listing of all grants leaves out those on filters. */
  hidesFilterGrants = false;
  readonly #filters: Filters = new Map();
  readonly #refusals: { readonly action: string; readonly refusal: Refusal }[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #changesLeft = Number.POSITIVE_INFINITY;
  #url = '';

  /** Starts on a free port of the loopback interface. */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve()));
    const address = this.#server.address();
    if (typeof address === 'string' || address === null) throw new Error('no port');
    this.#url = `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Options of a client that talks to this. */
  client(region: string) {
    return { ...motoClient(region), endpoint: this.#url, maxAttempts: 1 };
  }

  /** Answers the next call of this action so. */
  refuse(action: string, refusal: Refusal): void {
    this.#refusals.push({ action, refusal });
  }

  /** Lets so many calls that change anything through and refuses all others, as if the caller had died there. */
  endAfter(changes: number): void {
    this.#changesLeft = changes;
  }

  /** Names of the actions that changed anything, in order. */
  changes(): readonly string[] {
    return this.calls.filter(({ action }) => changes(action)).map(({ action }) => action);
  }

  /** Every filter of a region as it is, by table and name. */
  filtersIn(region: string): Readonly<Record<string, DataCellsFilter>> {
    const of = [...this.#filters]
      .filter(([key]) => key.startsWith(`${region} `))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(of.map(([key, filter]) => [key.slice(region.length + 1), filter]));
  }

  /** Puts a filter there behind everybody's back, or takes it away. */
  tamper(region: string, table: string, name: string, filter: Partial<DataCellsFilter> | null): void {
    const key = `${region} ${table} ${name}`;
    const before = this.#filters.get(key);
    if (filter === null) this.#filters.delete(key);
    else
      this.#filters.set(key, {
        TableCatalogId: undefined,
        DatabaseName: undefined,
        ...before,
        TableName: table,
        Name: name,
        ...filter,
      });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString();
    const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const action = actionOf(request, body);
    this.calls.push({ action, region, body });
    const { status, body: text, code } = await this.#answer(request, { action, region, body });
    response.writeHead(status, {
      'content-type': text.startsWith('<') ? 'text/xml' : 'application/json',
      ...(code === undefined ? {} : { 'x-amzn-errortype': code }),
    });
    response.end(text);
  }

  async #answer(request: IncomingMessage, call: AwsCall): Promise<Answer> {
    const { action, region, body } = call;
    const at = this.#refusals.findIndex((one) => one.action === action);
    const [refused] = at < 0 ? [] : this.#refusals.splice(at, 1);
    if (refused?.refusal.entry === true) return this.#partly(request, call, refused.refusal);
    if (refused !== undefined) return refuse(request, refused.refusal);
    if (changes(action)) {
      if (this.#changesLeft <= 0)
        return refuse(request, { code: 'AccessDeniedException', message: 'the caller is dead' });
      this.#changesLeft -= 1;
    }
    const given =
      action.includes('DataCellsFilter') || action === 'UpdateWorkGroup' ? JSON.parse(body) : null;
    switch (action) {
      case 'CreateDataCellsFilter':
      case 'UpdateDataCellsFilter':
        return this.#writeFilter(action, region, given.TableData);
      case 'GetDataCellsFilter':
      case 'DeleteDataCellsFilter':
        return this.#oneFilter(action, keyOf(region, given));
      case 'ListDataCellsFilter':
        return this.#listFilters(region, given);
      case 'ListLakeFormationOptIns':
        return ok({ LakeFormationOptInsInfoList: this.optIns });
      case 'ListResources': {
        const { ResourceInfoList } = JSON.parse((await forward(request, body)).body);
        return ok({
          ResourceInfoList: ResourceInfoList.map((one: object) => ({
            ...one,
            HybridAccessEnabled: this.hybrid,
          })),
        });
      }
      case 'ListPermissions':
        return this.#listPermissions(request, body);
      case 'BatchGrantPermissions':
      case 'BatchRevokePermissions':
        return this.#batch(request, body, region);
      case 'GetWorkGroup': {
        const answer = await forward(request, body);
        return JSON.parse(answer.body).WorkGroup === null
          ? error('InvalidRequestException', `WorkGroup ${JSON.parse(body).WorkGroup} is not found.`)
          : answer;
      }
      case 'UpdateWorkGroup':
        return this.#updateWorkGroup(request, given);
      default:
        return forward(request, body);
    }
  }

  async #writeFilter(action: string, region: string, given: DataCellsFilter): Promise<Answer> {
    const key = keyOf(region, given);
    const exists = this.#filters.has(key);
    const fault = await filterFault(region, given);
    if (fault !== null) return fault;
    if (action === 'CreateDataCellsFilter' && exists)
      return error('AlreadyExistsException', 'Data cells filter already exists.');
    if (action === 'UpdateDataCellsFilter' && !exists)
      return error('EntityNotFoundException', 'Data cells filter does not exist.');
    this.#filters.set(key, given);
    return ok({});
  }

  #oneFilter(action: string, key: string): Answer {
    const filter = this.#filters.get(key);
    if (filter === undefined) return error('EntityNotFoundException', 'Data cells filter does not exist.');
    if (action === 'GetDataCellsFilter') return ok({ DataCellsFilter: filter });
    this.#filters.delete(key);
    return ok({});
  }

  #listFilters(region: string, { Table, ...page }: { Table: { Name: string } } & Paged): Answer {
    const named = [...this.#filters].filter(([key]) => key.startsWith(`${region} ${Table.Name} `));
    const { items, NextToken } = paged(
      named.map(([, filter]) => filter),
      page,
    );
    return ok({ DataCellsFilters: items, NextToken });
  }

  async #listPermissions(request: IncomingMessage, body: string): Promise<Answer> {
    const given = JSON.parse(body);
    const related = given.IncludeRelated === 'TRUE';
    if (given.Principal !== undefined && (given.Resource === undefined || related))
      return error('InvalidInputException', 'Resource is mandatory if Principal is set in the input.');
    if (given.Principal !== undefined || (given.Resource !== undefined && !related))
      return forward(request, body);
    const answer = await forward(request, JSON.stringify({ CatalogId: given.CatalogId }));
    const all: readonly { Resource: Resource }[] = JSON.parse(answer.body).PrincipalResourcePermissions;
    const name = given.Resource?.Table.Name;
    const shown = all.filter(({ Resource: { Table, TableWithColumns, DataCellsFilter: filter } }) =>
      related
        ? [Table?.Name, TableWithColumns?.Name, filter?.TableName].includes(name)
        : !(this.hidesFilterGrants && filter !== undefined),
    );
    const { items, NextToken } = paged(shown, given);
    return ok({ PrincipalResourcePermissions: items, NextToken });
  }

  /** The emulator misspells what may be passed on. */
  async #batch(request: IncomingMessage, body: string, region: string): Promise<Answer> {
    const given = JSON.parse(body);
    if (given.Entries.length > 20) return error('InvalidInputException', 'Too many entries.');
    const Failures = [];
    const Entries = [];
    for (const entry of given.Entries) {
      const filter = entry.Resource.DataCellsFilter;
      const granting = actionOf(request, body) === 'BatchGrantPermissions';
      if (granting && filter !== undefined && !this.#filters.has(keyOf(region, filter)))
        Failures.push(failure(entry, 'EntityNotFoundException', 'Data cells filter does not exist.'));
      else Entries.push({ ...entry, PermissionsWithGrantOptions: entry.PermissionsWithGrantOption });
    }
    await forward(request, JSON.stringify({ ...given, Entries }));
    return ok({ Failures });
  }

  /** All but the last entry of a batch succeed. */
  async #partly(request: IncomingMessage, { body, region }: AwsCall, refusal: Refusal): Promise<Answer> {
    const given = JSON.parse(body);
    const last = given.Entries.pop();
    if (given.Entries.length > 0) await this.#batch(request, JSON.stringify(given), region);
    return ok({ Failures: [failure(last, refusal.code, refusal.message)] });
  }

  async #updateWorkGroup(
    request: IncomingMessage,
    given: { WorkGroup: string; ConfigurationUpdates: Record<string, unknown> },
  ): Promise<Answer> {
    const ask = (action: string, body: object) =>
      forward(request, JSON.stringify(body), `AmazonAthena.${action}`);
    const { WorkGroup } = JSON.parse((await ask('GetWorkGroup', { WorkGroup: given.WorkGroup })).body);
    const { ManagedQueryResultsConfigurationUpdates, ResultConfigurationUpdates, ...plain } =
      given.ConfigurationUpdates;
    await ask('DeleteWorkGroup', { WorkGroup: given.WorkGroup });
    await ask('CreateWorkGroup', {
      Name: given.WorkGroup,
      Description: WorkGroup.Description,
      Tags: [],
      Configuration: {
        ...WorkGroup.Configuration,
        ...plain,
        ManagedQueryResultsConfiguration: ManagedQueryResultsConfigurationUpdates,
        ...(ResultConfigurationUpdates === undefined ? {} : { ResultConfiguration: {} }),
      },
    });
    return ok({});
  }
}

type Paged = { readonly NextToken?: string; readonly MaxResults?: number };

function paged<Item>(items: readonly Item[], { NextToken, MaxResults = 100 }: Paged) {
  const from = Number(NextToken ?? 0);
  const to = from + MaxResults;
  return {
    items: items.slice(from, to),
    ...(to < items.length ? { NextToken: String(to) } : { NextToken: undefined }),
  };
}

function changes(action: string): boolean {
  return !/^(Get|List)/.test(action);
}

function actionOf({ headers, url = '' }: IncomingMessage, body: string): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1) ?? '';
  return new URLSearchParams(body).get('Action') ?? url.slice(1);
}

function keyOf(
  region: string,
  { TableName, Name }: { TableName?: string | undefined; Name?: string | undefined },
) {
  return `${region} ${TableName} ${Name}`;
}

function ok(body: object): Answer {
  return { status: 200, body: JSON.stringify(body) };
}

function error(code: string, message: string): Answer {
  return { status: 400, body: JSON.stringify({ __type: code, Message: message, message }), code };
}

/** An error in the protocol of the service that was called: IAM speaks XML. */
function refuse({ headers }: IncomingMessage, { code, message }: Refusal): Answer {
  if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return error(code, message);
  const body = `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
  return { status: 400, body };
}

function failure(RequestEntry: object, ErrorCode: string, ErrorMessage: string) {
  return { RequestEntry, Error: { ErrorCode, ErrorMessage } };
}

async function forward(request: IncomingMessage, body: string, target?: string): Promise<Answer> {
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    typeof value === 'string' && !['host', 'content-length', 'connection'].includes(name)
      ? [[name, value] as const]
      : [],
  );
  const answer = await fetch(new URL(request.url ?? '/', motoClient().endpoint), {
    method: request.method ?? 'POST',
    headers: { ...Object.fromEntries(headers), ...(target === undefined ? {} : { 'x-amz-target': target }) },
    body,
  });
  const code = answer.headers.get('x-amzn-errortype');
  return { status: answer.status, body: await answer.text(), ...(code === null ? {} : { code }) };
}

const CATALOGUES = new Map<string, GlueClient>();

function glueOf(region: string): GlueClient {
  const glue = CATALOGUES.get(region) ?? new GlueClient(motoClient(region));
  CATALOGUES.set(region, glue);
  return glue;
}

/** Why Lake Formation would not take a filter, or null. */
async function filterFault(region: string, filter: DataCellsFilter): Promise<Answer | null> {
  const { ColumnNames, ColumnWildcard, RowFilter, TableName, DatabaseName } = filter;
  const expression = RowFilter?.FilterExpression;
  if (ColumnNames !== undefined && ColumnWildcard !== undefined)
    return error('InvalidInputException', 'cannot have both column wildcard expression and column names');
  if (expression !== undefined && RowFilter?.AllRowsWildcard !== undefined)
    return error('InvalidInputException', 'cannot have both a filter expression and all rows');
  if ((expression?.length ?? 0) >= 2_048)
    return error('InvalidInputException', 'filter expression is too long');
  const bare = (expression ?? '').replaceAll(/'(?:[^']|'')*'/g, "''");
  const called = [...bare.matchAll(/([a-z_]+)\s*\(/gi)].map(([, name = '']) => name.toUpperCase());
  if (called.some((name) => !['IN', 'AND', 'OR', 'NOT'].includes(name)))
    return error('InvalidInputException', 'Unsupported function in the filter expression');
  const glue = glueOf(region);
  const found = await glue.send(new GetTableCommand({ DatabaseName, Name: TableName })).catch(() => null);
  if (found === null) return error('EntityNotFoundException', `Table not found: ${TableName}`);
  const columns = (found.Table?.StorageDescriptor?.Columns ?? []).map(({ Name }) => Name);
  const words = [...bare.matchAll(/[a-z_][a-z0-9_]*/g)].map(([word]) => word);
  const unknown = [...(ColumnNames ?? []), ...words].find((name) => !columns.includes(name));
  return unknown === undefined ? null : error('InvalidInputException', `Column not found: ${unknown}`);
}

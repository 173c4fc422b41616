import { AthenaClient } from '@aws-sdk/client-athena';
import { STSClient } from '@aws-sdk/client-sts';
import {
  AthenaEngine,
  type AthenaEngineOptions,
  ENFORCEMENT_PARTITION,
} from '#adapters/aws/athena-engine.ts';
import type { QueryEngine, Registry } from '#app/ports.ts';
import type { EngineAccess } from '#core/access/engine-access.ts';
import { encodeName } from '#core/sql/literal.ts';
import { tableName } from '#core/sql/trino.ts';
import { runStatement } from '../trino/client.ts';
import { type AthenaRows, type AthenaServer, startAthenaServer } from './athena-server.ts';

const DATABASE = 'safestats';
const ROLE_PREFIX = 'arn:aws:iam::123456789012:role/safestats/profile/ss-p-';
const WORKGROUP_PREFIX = 'ss-';
const REGION = 'eu-west-2';
/** A text literal, or the full name of a table as the product prints it. */
const TABLE = /'(?:[^']|'')*'|"awsdatacatalog"\."safestats"\."([a-z0-9_]+)"/g;

/** Athena with a real Trino behind it, and what stands in for the filters of Lake Formation. */
export type AthenaOnTrino = {
  readonly server: AthenaServer;
  /** Puts a profile in force, as the provisioner does: from now on its role reads these tables and nothing else. */
  readonly provision: (access: Pick<EngineAccess, 'profile' | 'version' | 'tables' | 'rollups'>) => void;
  readonly engine: (files: AthenaEngineOptions['files'], more?: Partial<AthenaEngineOptions>) => AthenaEngine;
  readonly close: () => Promise<void>;
};

/**
 * Statements run on the Trino at `url` as the role of the session may see its tables: each table is read through the
 * columns and the row filter of a data cells filter, one that the role has no filter of is not there.
 */
export async function startAthenaOnTrino(url: string): Promise<AthenaOnTrino> {
  const profiles = new Map<string, Pick<EngineAccess, 'version' | 'tables' | 'rollups'>>();
  const server = await startAthenaServer({
    rolePrefix: ROLE_PREFIX,
    workgroupPrefix: WORKGROUP_PREFIX,
    hasRole: (profile) => profiles.has(profile),
    run: async (sql, { profile }, signal) =>
      printed(await runStatement(url, filtered(sql, profiles.get(profile)), signal)),
  });
  const registry: Pick<Registry, 'get'> = {
    get: async <Value>(partition: string, sort: string) => {
      const version = partition === ENFORCEMENT_PARTITION ? profiles.get(sort)?.version : undefined;
      return version === undefined ? null : { partition, sort, version: 1, value: { version } as Value };
    },
  };
  return {
    server,
    provision: ({ profile, version, tables, rollups = new Map() }) =>
      profiles.set(profile, { version, tables, rollups }),
    engine: (files, more = {}) =>
      new AthenaEngine({
        ...athenaClients(server),
        registry,
        files,
        database: DATABASE,
        profileRolePrefix: ROLE_PREFIX,
        workgroupPrefix: WORKGROUP_PREFIX,
        clock: () => new Date(),
        ...more,
      }),
    close: () => server.close(),
  };
}

/** Clients that talk to a server of tests. */
export function athenaClients({ url: endpoint }: Pick<AthenaServer, 'url'>) {
  const credentials = { accessKeyId: 'function', secretAccessKey: 'secret' };
  return {
    sts: new STSClient({ endpoint, region: REGION, credentials }),
    athena: (session: { readonly accessKeyId: string; readonly secretAccessKey: string }) =>
      new AthenaClient({ endpoint, region: REGION, credentials: session, maxAttempts: 1 }),
  };
}

/** An engine that puts what a statement may read in force before it starts it. */
export function provisioned(
  engine: QueryEngine,
  { provision }: Pick<AthenaOnTrino, 'provision'>,
): QueryEngine {
  return {
    start: (statement, options) => {
      provision(options.access);
      return engine.start(statement, options);
    },
    status: (id, waitMs) => engine.status(id, waitMs),
    page: (id, offset, count) => engine.page(id, offset, count),
    cancel: (id) => engine.cancel(id),
    close: () => engine.close(),
  };
}

/** The statement over what the filters let through. */
function filtered(sql: string, access: Pick<EngineAccess, 'tables' | 'rollups'> | undefined): string {
  const byName = new Map(
    (['records', 'rollup'] as const).flatMap((kind) =>
      [...((kind === 'records' ? access?.tables : access?.rollups) ?? [])].map(
        ([dataset, table]) => [tableName({ dataset, kind }), table] as const,
      ),
    ),
  );
  return sql.replace(TABLE, (whole, name: string | undefined) => {
    if (name === undefined) return whole;
    const table = byName.get(name);
    if (table === undefined)
      throw new Error(`TABLE_NOT_FOUND: Table 'awsdatacatalog.safestats.${name}' does not exist`);
    const columns = [...table.columns, 'period', 'v'].map(encodeName).join(', ');
    const where = table.rowFilter === null ? '' : ` WHERE ${table.rowFilter}`;
    return `(SELECT ${columns} FROM "lake"."safestats".${encodeName(name)}${where}) AS ${encodeName(name)}`;
  });
}

function printed({ names, types, rows }: Awaited<ReturnType<typeof runStatement>>): AthenaRows {
  return {
    names,
    types: types.map((type) => type.replace(/\(.*/, '')),
    rows: rows.map((row) => row.map((value) => (value === null ? null : String(value)))),
  };
}

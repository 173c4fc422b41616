import {
  BatchGrantPermissionsCommand,
  type BatchPermissionsFailureEntry,
  type BatchPermissionsRequestEntry,
  BatchRevokePermissionsCommand,
  type LakeFormationClient,
  type Permission,
  type PrincipalResourcePermissions,
  paginateListPermissions,
  type Resource,
} from '@aws-sdk/client-lakeformation';
import { inTurns, type Patience, passes } from './patience.ts';

/** Entries that one call takes. */
const MOST_ENTRIES = 20;
/** What is said of a grant that is gone already. */
const NOTHING_TO_REVOKE = /no permissions revoked|grantee has no permissions|does not exist/i;

export const EVERYBODY = 'IAM_ALLOWED_PRINCIPALS';

/** What one principal may do with one resource of Lake Formation. */
export type Grant = {
  readonly principal: string;
  readonly resource: Resource;
  readonly permissions: readonly Permission[];
  /** Those that it may give others. */
  readonly grantable: readonly Permission[];
};

export type GrantsOptions = {
  readonly lakeformation: LakeFormationClient;
  readonly catalogId: string;
  readonly database: string;
  readonly patience: Patience;
};

/** The grants of Lake Formation in one region. */
export class Grants {
  readonly #options: GrantsOptions;

  constructor(options: GrantsOptions) {
    this.#options = options;
  }

  /**
   * Every grant there is. Asked for one principal, Lake Formation wants a resource too and answers what it computes from
   * grants; asked for none, the grants themselves. Where those on filters are not among them, they are where a table is
   * named.
   */
  async list(tables: readonly string[]): Promise<readonly Grant[]> {
    const { catalogId, database } = this.#options;
    const all = await this.#ask({});
    if (all.some(({ resource }) => resource.DataCellsFilter !== undefined)) return all;
    const related = await inTurns(tables, (Name) =>
      this.#ask({
        Resource: { Table: { CatalogId: catalogId, DatabaseName: database, Name } },
        IncludeRelated: 'TRUE',
      }),
    );
    const grants = new Map([...all, ...related.flat()].map((grant) => [keyOf(grant), grant]));
    return [...grants.values()];
  }

  /** Gives what is listed. Fails when any of it is refused. */
  async give(grants: readonly Grant[]): Promise<void> {
    const { lakeformation, catalogId } = this.#options;
    await this.#inBatches(grants, async (Entries) => {
      const command = new BatchGrantPermissionsCommand({ CatalogId: catalogId, Entries });
      return (await lakeformation.send(command)).Failures ?? [];
    });
  }

  /** Takes what is listed away; what is gone already is fine. */
  async take(grants: readonly Grant[]): Promise<void> {
    const { lakeformation, catalogId } = this.#options;
    await this.#inBatches(grants, async (Entries) => {
      const command = new BatchRevokePermissionsCommand({ CatalogId: catalogId, Entries });
      const { Failures = [] } = await lakeformation.send(command);
      return Failures.filter(({ Error: error }) => !NOTHING_TO_REVOKE.test(error?.ErrorMessage ?? ''));
    });
  }

  async #ask(which: { readonly Resource?: Resource; readonly IncludeRelated?: string }): Promise<Grant[]> {
    const { lakeformation: client, catalogId, patience } = this.#options;
    return patience.call(async () => {
      const grants: Grant[] = [];
      const input = { CatalogId: catalogId, ...which };
      for await (const page of paginateListPermissions({ client, pageSize: 200 }, input))
        grants.push(...(page.PrincipalResourcePermissions ?? []).map(grantOf));
      return grants;
    });
  }

  /** Sends entries, and those again whose failure passes by itself. */
  async #inBatches(
    grants: readonly Grant[],
    send: (entries: BatchPermissionsRequestEntry[]) => Promise<readonly BatchPermissionsFailureEntry[]>,
  ): Promise<void> {
    for (let from = 0; from < grants.length; from += MOST_ENTRIES) {
      let entries = grants.slice(from, from + MOST_ENTRIES).map(entryOf);
      await this.#options.patience.call(async () => {
        if (entries.length === 0) return;
        const failures = (await send(entries)).map(({ RequestEntry, Error: error }) => ({
          id: RequestEntry?.Id,
          error: Object.assign(new Error(error?.ErrorMessage ?? 'an entry of a batch was refused'), {
            name: error?.ErrorCode ?? 'Refused',
          }),
        }));
        const final = failures.find(({ error }) => !passes(error));
        const [first] = failures;
        if (final !== undefined) throw final.error;
        entries = entries.filter(({ Id }) => failures.some(({ id }) => id === Id));
        if (first !== undefined) throw first.error;
      });
    }
  }
}

/** What a grant is of, so that two of the same can be told. */
function keyOf({ principal, resource }: Pick<Grant, 'principal' | 'resource'>): string {
  return JSON.stringify([principal, resource], (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(
          Object.entries(part)
            .filter(([, value]) => value !== undefined)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : part,
  );
}

/** A resource in words. */
export function resourceWords({
  Catalog,
  Database,
  Table,
  TableWithColumns,
  DataCellsFilter,
  DataLocation,
}: Resource): string {
  if (Catalog !== undefined) return 'the catalogue';
  if (Database !== undefined) return `the database ${Database.Name}`;
  if (Table !== undefined)
    return Table.TableWildcard === undefined ? `the table ${Table.Name}` : 'every table';
  if (TableWithColumns !== undefined) return `columns of the table ${TableWithColumns.Name}`;
  if (DataCellsFilter !== undefined) return `the filter ${DataCellsFilter.Name}`;
  return DataLocation === undefined ? 'what has a tag' : 'a location';
}

function grantOf({
  Principal,
  Resource: resource = {},
  Permissions = [],
  PermissionsWithGrantOption = [],
}: PrincipalResourcePermissions): Grant {
  const { Table } = resource;
  const { Name: _all, ...wild } = Table ?? { DatabaseName: '' };
  return {
    principal: Principal?.DataLakePrincipalIdentifier ?? '',
    resource: Table?.TableWildcard === undefined ? resource : { Table: wild },
    permissions: Permissions,
    grantable: PermissionsWithGrantOption,
  };
}

function entryOf({ principal, resource, permissions, grantable }: Grant, index: number) {
  return {
    Id: String(index),
    Principal: { DataLakePrincipalIdentifier: principal },
    Resource: resource,
    Permissions: [...permissions],
    PermissionsWithGrantOption: [...grantable],
  } satisfies BatchPermissionsRequestEntry;
}

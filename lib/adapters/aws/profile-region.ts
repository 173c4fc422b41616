import type { AthenaClient } from '@aws-sdk/client-athena';
import type { GlueClient } from '@aws-sdk/client-glue';
import type { DataCellsFilter, LakeFormationClient, Resource } from '@aws-sdk/client-lakeformation';
import type { EnforcedProfile, EnforcedTable } from '#app/ports.ts';
import type { TableAccess } from '#core/access/engine-access.ts';
import { AppError } from '#core/model/error.ts';
import { DataCellsFilters, filterFaults } from './data-cells-filter.ts';
import { type GovernedTables, readTables, tableName } from './governed-tables.ts';
import { type Grant, Grants, resourceWords } from './grants.ts';
import { inTurns, type Patience } from './patience.ts';
import { ProfileWorkgroups } from './profile-workgroup.ts';

/** The database that Athena asks about whatever a statement names. */
const DEFAULT_DATABASE = 'default';

/** Where one region's part of a profile lies. */
export type ProfileRegionOptions = {
  readonly region: string;
  readonly lakeformation: LakeFormationClient;
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  readonly catalogId: string;
  readonly database: string;
  /** `ss-`: begins the names of workgroups and filters. */
  readonly workgroupPrefix: string;
  readonly resultsKeyArn: string;
  readonly bytesScannedLimit: number;
  readonly patience: Patience;
};

/** What there was in one region when it was looked at. */
export type RegionState = {
  readonly tables: GovernedTables;
  readonly grants: readonly Grant[];
  /** By table, then by name. */
  readonly filters: ReadonlyMap<string, ReadonlyMap<string, DataCellsFilter>>;
};

/** The workgroups, filters and grants of profiles in one region. */
export class ProfileRegion {
  readonly region: string;
  readonly filters: DataCellsFilters;
  readonly #options: ProfileRegionOptions;
  readonly #grants: Grants;
  readonly #workgroups: ProfileWorkgroups;

  constructor(options: ProfileRegionOptions) {
    this.region = options.region;
    this.filters = new DataCellsFilters({ ...options, filterPrefix: options.workgroupPrefix });
    this.#options = options;
    this.#grants = new Grants(options);
    this.#workgroups = new ProfileWorkgroups(options);
  }

  /** Reads all that there is. */
  async look(): Promise<RegionState> {
    const { glue, catalogId, database } = this.#options;
    const tables = await readTables(glue, catalogId, database);
    const names = [...tables.keys()];
    const filters = new Map(
      await inTurns(names, async (table) => [table, await this.filters.ofTable(table)] as const),
    );
    return { tables, grants: await this.#grants.list(names), filters };
  }

  /** What is not as it should be of a profile with this role, in words. */
  async faults(profile: EnforcedProfile, principal: string, state: RegionState): Promise<readonly string[]> {
    const { id } = profile;
    const { extra, missing } = this.#grantsOf(profile, principal, state);
    const leftover = this.#leftoverFilters(profile, state);
    const tables = tablesOf(profile).flatMap(({ table, access }) => {
      const wanted = readable(access, table, state);
      return wanted === null
        ? [`the catalogue lacks the table ${table}`]
        : filterFaults(table, state.filters.get(table)?.get(this.filters.name(id, table)) ?? null, wanted);
    });
    return [
      ...(profile.state === 'active' ? await this.#workgroups.faults(id) : []),
      ...(profile.state === 'removed' && (await this.#workgroups.exists(id))
        ? ['its workgroup is still there']
        : []),
      ...tables,
      ...leftover.map((table) => `its filter of ${table} is still there`),
      ...missing.map((grant) => `it lacks ${grantWords(grant)}`),
      ...extra.map((grant) => `it has ${grantWords(grant)}`),
    ];
  }

  /** Takes away what a profile is not to have, first of all; then makes what it is to have, and sees that it is so. */
  async apply(profile: EnforcedProfile, principal: string): Promise<void> {
    const { id } = profile;
    const state = await this.look();
    await this.#grants.take(this.#grantsOf(profile, principal, state).extra);
    if (profile.state === 'active') {
      await this.#workgroups.ensure(id);
      await this.#writeFilters(profile, state);
      await this.#grants.give(this.#grantsOf(profile, principal, state).missing);
    } else await this.#workgroups.stop(id);
    const leftover = this.#leftoverFilters(profile, state);
    for (const table of leftover) await this.filters.remove(id, table);
    if (profile.state === 'removed') await this.#workgroups.remove(id);
    await this.#verify(profile, principal, state.tables, leftover);
  }

  /** Fails with UNAVAILABLE unless all is as it should be: each filter that was written or removed is read by itself. */
  async #verify(
    profile: EnforcedProfile,
    principal: string,
    tables: GovernedTables,
    leftover: readonly string[],
  ): Promise<void> {
    const { id } = profile;
    const touched = [...tablesOf(profile).map(({ table }) => table), ...leftover];
    const faults = await this.#options.patience.untilNone(async () => {
      const filters = await inTurns(touched, async (table) => {
        const filter = await this.filters.read(id, table);
        return [table, new Map(filter === null ? [] : [[this.filters.name(id, table), filter]])] as const;
      });
      const grants = await this.#grants.list(touched);
      return this.faults(profile, principal, { tables, grants, filters: new Map(filters) });
    });
    if (faults.length === 0) return;
    throw new AppError(
      'UNAVAILABLE',
      `the profile ${id} is not in force in ${this.region} yet: ${faults.join('; ')}`,
    );
  }

  async #writeFilters(profile: EnforcedProfile, state: RegionState): Promise<void> {
    const { id } = profile;
    await inTurns(tablesOf(profile), async ({ table, access }) => {
      const wanted = readable(access, table, state);
      if (wanted === null)
        throw new AppError(
          'UNAVAILABLE',
          `the profile ${id} cannot be put in force in ${this.region} yet: the catalogue lacks the table ${table}`,
        );
      const filter = state.filters.get(table)?.get(this.filters.name(id, table)) ?? null;
      if (filterFaults(table, filter, wanted).length > 0)
        await this.filters.write(id, table, wanted, filter !== null);
    });
  }

  #grantsOf(
    profile: EnforcedProfile,
    principal: string,
    { grants }: Pick<RegionState, 'grants'>,
  ): { readonly extra: readonly Grant[]; readonly missing: readonly Grant[] } {
    const expected = this.#expected(profile, principal);
    const own = grants.filter((grant) => grant.principal === principal);
    return {
      extra: own.flatMap((grant) => this.#beyond(grant, expected) ?? []),
      missing: expected.filter(
        ({ resource, permissions }) =>
          !own.some(
            (grant) =>
              this.#same(grant.resource, resource) &&
              permissions.every((permission) => grant.permissions.includes(permission)),
          ),
      ),
    };
  }

  /** The part of a grant that nothing expects, or null. */
  #beyond(grant: Grant, expected: readonly Grant[]): Grant | null {
    const allowed = expected.find(({ resource }) => this.#same(grant.resource, resource))?.permissions ?? [];
    const permissions = grant.permissions.filter((permission) => !allowed.includes(permission));
    return permissions.length + grant.grantable.length === 0 ? null : { ...grant, permissions };
  }

  #expected(profile: EnforcedProfile, principal: string): readonly Grant[] {
    if (profile.state !== 'active') return [];
    const { catalogId, database } = this.#options;
    const to = { principal, grantable: [] };
    return [
      ...[...new Set([DEFAULT_DATABASE, database])].map(
        (Name): Grant => ({
          ...to,
          resource: { Database: { CatalogId: catalogId, Name } },
          permissions: ['DESCRIBE'],
        }),
      ),
      ...tablesOf(profile).map(
        ({ table }): Grant => ({
          ...to,
          resource: {
            DataCellsFilter: {
              TableCatalogId: catalogId,
              DatabaseName: database,
              TableName: table,
              Name: this.filters.name(profile.id, table),
            },
          },
          permissions: ['SELECT'],
        }),
      ),
    ];
  }

  #same(one: Resource, other: Resource): boolean {
    if (one.Database !== undefined || other.Database !== undefined)
      return one.Database?.Name === other.Database?.Name;
    const [a, b] = [one.DataCellsFilter, other.DataCellsFilter];
    return (
      a !== undefined &&
      b !== undefined &&
      a.DatabaseName === b.DatabaseName &&
      a.TableName === b.TableName &&
      a.Name === b.Name
    );
  }

  /** Tables with a filter of a profile that is not to have one; one that is suspended keeps them. */
  #leftoverFilters(profile: EnforcedProfile, { filters }: RegionState): readonly string[] {
    if (profile.state === 'suspended') return [];
    const wanted = new Set(tablesOf(profile).map(({ table }) => table));
    return [...filters].flatMap(([table, named]) =>
      !wanted.has(table) && named.has(this.filters.name(profile.id, table)) ? [table] : [],
    );
  }
}

/** The tables of a profile by their names in the catalogue. */
function tablesOf(
  profile: EnforcedProfile,
): readonly { readonly table: string; readonly access: EnforcedTable }[] {
  return profile.state === 'active'
    ? profile.tables.map((access) => ({ table: tableName(access.dataset, access.kind), access }))
    : [];
}

/** What can be read of a table, without columns that the catalogue does not have: they are NULL. Null = no such table. */
function readable(
  { columns, rowFilter }: TableAccess,
  table: string,
  { tables }: Pick<RegionState, 'tables'>,
): TableAccess | null {
  const there = tables.get(table);
  return there === undefined ? null : { columns: columns.filter((name) => there.has(name)), rowFilter };
}

function grantWords({ permissions, grantable, resource }: Grant): string {
  const may = [...permissions, ...grantable.map((permission) => `${permission} to pass on`)].join(', ');
  return `${may} on ${resourceWords(resource)}`;
}

import {
  CreateDataCellsFilterCommand,
  type DataCellsFilter,
  DeleteDataCellsFilterCommand,
  GetDataCellsFilterCommand,
  type LakeFormationClient,
  paginateListDataCellsFilter,
  UpdateDataCellsFilterCommand,
} from '@aws-sdk/client-lakeformation';
import type { TableAccess } from '#core/access/engine-access.ts';
import type { ProfileId } from '#core/model/id.ts';
import { isNamed } from './error-name.ts';
import type { Patience } from './patience.ts';

export type DataCellsFilterOptions = {
  readonly lakeformation: LakeFormationClient;
  readonly catalogId: string;
  readonly database: string;
  /** `ss-`, followed by the id of a profile, a hyphen and the table. */
  readonly filterPrefix: string;
  readonly patience: Patience;
};

/** The filters of Lake Formation in one region: one for each table that a profile reads. */
export class DataCellsFilters {
  readonly #options: DataCellsFilterOptions;

  constructor(options: DataCellsFilterOptions) {
    this.#options = options;
  }

  /** Name of the filter of a profile on a table. */
  name(id: ProfileId, table: string): string {
    return `${this.#options.filterPrefix}${id}-${table}`;
  }

  /** The profile whose filter on a table this name would be, or null. */
  profileOf(name: string, table: string): ProfileId | null {
    const { filterPrefix } = this.#options;
    const end = name.length - table.length - 1;
    return name.startsWith(filterPrefix) && name.endsWith(`-${table}`) && end > filterPrefix.length
      ? name.slice(filterPrefix.length, end)
      : null;
  }

  /** Every filter on a table, by name. */
  async ofTable(table: string): Promise<ReadonlyMap<string, DataCellsFilter>> {
    const { lakeformation: client, catalogId, database } = this.#options;
    const Table = { CatalogId: catalogId, DatabaseName: database, Name: table };
    const filters = new Map<string, DataCellsFilter>();
    for await (const page of paginateListDataCellsFilter({ client }, { Table }))
      for (const filter of page.DataCellsFilters ?? []) filters.set(filter.Name ?? '', filter);
    return filters;
  }

  /** The filter of a profile on a table, or null. */
  async read(id: ProfileId, table: string): Promise<DataCellsFilter | null> {
    const { lakeformation, patience } = this.#options;
    try {
      const command = new GetDataCellsFilterCommand(this.#key(id, table));
      return (await patience.call(() => lakeformation.send(command))).DataCellsFilter ?? null;
    } catch (error) {
      if (isNamed(error, 'EntityNotFoundException')) return null;
      throw error;
    }
  }

  /** Has a filter let through exactly this, changed in place if it `exists`, so that its grant stays. */
  async write(id: ProfileId, table: string, access: TableAccess, exists: boolean): Promise<void> {
    const { lakeformation, patience } = this.#options;
    const TableData = {
      ...this.#key(id, table),
      ColumnNames: [...access.columns],
      RowFilter: access.rowFilter === null ? { AllRowsWildcard: {} } : { FilterExpression: access.rowFilter },
    };
    const update = () => lakeformation.send(new UpdateDataCellsFilterCommand({ TableData }));
    if (exists) {
      await patience.call(update);
      return;
    }
    try {
      await patience.call(() => lakeformation.send(new CreateDataCellsFilterCommand({ TableData })));
    } catch (error) {
      if (!isNamed(error, 'AlreadyExistsException')) throw error;
      await patience.call(update);
    }
  }

  /** Removes a filter; absent is fine. Grants on it must be gone. */
  async remove(id: ProfileId, table: string): Promise<void> {
    const { lakeformation, patience } = this.#options;
    try {
      const command = new DeleteDataCellsFilterCommand(this.#key(id, table));
      await patience.call(() => lakeformation.send(command));
    } catch (error) {
      if (!isNamed(error, 'EntityNotFoundException')) throw error;
    }
  }

  #key(id: ProfileId, table: string) {
    const { catalogId, database } = this.#options;
    return {
      TableCatalogId: catalogId,
      DatabaseName: database,
      TableName: table,
      Name: this.name(id, table),
    };
  }
}

/** What a filter lets through otherwise than it should, in words; null = it is not there. */
export function filterFaults(
  table: string,
  filter: DataCellsFilter | null,
  { columns, rowFilter }: TableAccess,
): readonly string[] {
  if (filter === null) return [`its filter of ${table} is missing`];
  const shown = filter.ColumnNames ?? [];
  const more = shown.filter((name) => !columns.includes(name));
  const fewer = columns.filter((name) => !shown.includes(name));
  const expression = filter.RowFilter?.FilterExpression ?? null;
  return [
    ...(filter.ColumnWildcard === undefined ? [] : [`its filter of ${table} shows all columns but some`]),
    ...(more.length === 0 ? [] : [`its filter of ${table} shows ${more.join(', ')}`]),
    ...(fewer.length === 0 ? [] : [`its filter of ${table} hides ${fewer.join(', ')}`]),
    ...(expression === rowFilter ? [] : [`its filter of ${table} lets other records through`]),
  ];
}

import { localMonth } from '#core/access/local-day.ts';
import { type DatasetAccess, wholeAccess } from '#core/access/profile.ts';
import { COMMON_FIELDS } from '#core/datasets/common-fields.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { AppError } from '#core/model/error.ts';
import type { DatasetId, ManifestId } from '#core/model/id.ts';
import { monthText } from '#core/query/calendar.ts';
import { supplyOf, supplySpan } from '#core/query/supply.ts';
import { codeParents } from '#core/view/lookup.ts';
import { viewFor } from '#core/view/view.ts';
import { findAccess } from './access/access.ts';
import { authorise, may } from './authorise.ts';
import type { Caller } from './caller.ts';
import { findDefinition, listDefinitions } from './dataset.ts';
import { type FieldSummary, fieldSummary } from './field-summary.ts';
import { currentLookups, loadLookups } from './lookup/store.ts';
import { supplierNames } from './people/supplier-names.ts';
import type { Platform } from './ports.ts';
import { currentManifest } from './publication/manifest-store.ts';

/** What a dataset holds, as far as the caller's profile shows it; `published` null = nothing yet. */
export type DatasetSummary = Pick<
  DatasetDefinition,
  'id' | 'version' | 'title' | 'noun' | 'description' | 'licence' | 'timePrecision' | 'retired'
> & {
  readonly agency: string;
  /** Name of who supplies it. */
  readonly supplier: string;
  readonly fields: readonly FieldSummary[];
  /** Names of the common fields that it maps. */
  readonly common: readonly string[];
  /** How it is shown; null = it is listed for its deliveries only, and nothing of it can be asked. */
  readonly access:
    | (Pick<DatasetAccess, 'kind' | 'download' | 'minimumCount' | 'rounding'> & {
        /** Levels of areas that may be asked for; null = all. */
        readonly levels: readonly string[] | null;
        /** Finest H3 cells that may be asked for; null = none. */
        readonly cell: number | null;
        /** Whether places of records are shown. */
        readonly exact: boolean;
      })
    | null;
  readonly published: {
    readonly manifest: ManifestId;
    readonly publishedAt: string;
    /** Null where the profile does not let the caller know. */
    readonly rows: number | null;
    /** First and last month supplied, `yyyy-mm`. */
    readonly from: string;
    readonly to: string;
  } | null;
};

/** The months supplied of one dataset, each with the areas supplied in it (null = everywhere). */
export type DatasetCoverage = {
  readonly dataset: DatasetId;
  readonly months: readonly { readonly month: string; readonly areas: readonly string[] | null }[];
};

type Store = Pick<Platform, 'registry' | 'objects' | 'clock'>;
/** A dataset and how it is shown; null = it is only listed. */
type Listed = { readonly definition: DatasetDefinition; readonly access: DatasetAccess | null };

/**
 * The datasets that the caller's profile shows, by id, and those whose deliveries they may read, without fields. Fails
 * only as a preview may.
 */
export async function listDatasets(platform: Store, caller: Caller): Promise<readonly DatasetSummary[]> {
  const listed = await listedFor(platform, caller, await listDefinitions(platform));
  const nameOf = await supplierNames(platform.registry);
  return Promise.all(listed.map((one) => summarise(platform, one, nameOf)));
}

/** Every dataset in full, by id, those that are retired included. Fails with FORBIDDEN. */
export async function listAllDatasets(platform: Store, caller: Caller): Promise<readonly DatasetSummary[]> {
  authorise(caller, 'read-definitions');
  const definitions = await listDefinitions(platform);
  const nameOf = await supplierNames(platform.registry);
  return Promise.all(
    definitions.map((definition) =>
      summarise(platform, { definition, access: wholeAccess(definition) }, nameOf),
    ),
  );
}

/** One dataset. Fails with DATASET_NOT_FOUND, also for one that the caller's profile does not show. */
export async function describeDataset(
  platform: Store,
  caller: Caller,
  id: DatasetId,
): Promise<DatasetSummary> {
  return summarise(platform, await oneFor(platform, caller, id), await supplierNames(platform.registry));
}

/** The fields on which several datasets can be asked together. */
export function listCommonFields(): readonly FieldSummary[] {
  return COMMON_FIELDS.map(({ name, label, description, codes }) => ({
    name,
    label,
    description,
    type: 'category',
    role: 'dimension',
    codes: codes.map(({ code, label }) => ({ code, label })),
  }));
}

/** What was supplied, of one dataset or of all that are listed for the caller. Fails with DATASET_NOT_FOUND. */
export async function listCoverage(
  platform: Store,
  caller: Caller,
  dataset: DatasetId | null,
): Promise<readonly DatasetCoverage[]> {
  const listed =
    dataset === null
      ? await listedFor(platform, caller, await listDefinitions(platform))
      : [await oneFor(platform, caller, dataset)];
  return Promise.all(
    listed.map(async ({ definition: { id } }) => {
      const supply = [...supplyOf(await currentManifest(platform, id))].sort(([a], [b]) => a - b);
      return {
        dataset: id,
        months: supply.map(([month, areas]) => ({
          month: monthText(month),
          areas: areas === null ? null : [...areas].sort(),
        })),
      };
    }),
  );
}

async function oneFor(platform: Store, caller: Caller, id: DatasetId): Promise<Listed> {
  const definition = await findDefinition(platform, id);
  const [listed] = await listedFor(platform, caller, definition === null ? [] : [definition]);
  if (listed === undefined) throw new AppError('DATASET_NOT_FOUND', `there is no dataset "${id}"`);
  return listed;
}

async function listedFor(
  platform: Store,
  caller: Caller,
  definitions: readonly DatasetDefinition[],
): Promise<readonly Listed[]> {
  const found = await findAccess(platform, caller);
  const shown = 'profile' in found ? found.profile.datasets : {};
  return definitions.flatMap((definition): readonly Listed[] => {
    const access = definition.retired ? undefined : shown[definition.id];
    if (access !== undefined) return [{ definition, access }];
    const { agency } = definition.contract;
    const delivers = caller.preview === null && may(caller, 'read-deliveries', { agency });
    return delivers ? [{ definition, access: null }] : [];
  });
}

async function summarise(
  platform: Store,
  { definition, access }: Listed,
  nameOf: (agency: string) => string,
): Promise<DatasetSummary> {
  const { id, version, title, noun, description, licence, timePrecision, retired, contract } = definition;
  const manifest = await currentManifest(platform, id);
  const span = supplySpan(supplyOf(manifest));
  return {
    id,
    version,
    title,
    noun,
    description,
    licence,
    timePrecision,
    retired,
    agency: contract.agency,
    supplier: nameOf(contract.agency),
    ...(await shownOf(platform, definition, access)),
    published:
      manifest === null || span === null
        ? null
        : {
            manifest: manifest.id,
            publishedAt: manifest.createdAt,
            rows: showsTotal(access) ? manifest.rows : null,
            from: monthText(span.from),
            to: monthText(span.to),
          },
  };
}

/** Whether how many records there are is what the profile shows anyway. */
function showsTotal(access: DatasetAccess | null): boolean {
  return access !== null && access.kind === 'records' && access.rowRule === null && access.rounding === 1;
}

async function shownOf(
  platform: Store,
  definition: DatasetDefinition,
  access: DatasetAccess | null,
): Promise<Pick<DatasetSummary, 'fields' | 'common' | 'access'>> {
  if (access === null) return { fields: [], common: [], access: null };
  const names = definition.lookups.map(({ lookup }) => lookup);
  const lookups = await loadLookups(platform, await currentLookups(platform, names));
  const view = viewFor(definition, access, localMonth(platform.clock()), lookups);
  const { kind, download, minimumCount, rounding, precision } = access;
  const levels = precision.exact ? null : precision.levels;
  return {
    fields: view.fields
      .filter(({ inQuery, inOutput }) => inQuery || inOutput)
      .map((field) => fieldSummary(definition, field, codeParents(field, definition, lookups, view))),
    common: Object.keys(definition.common).filter((name) => view.common(name) !== null),
    access: {
      kind,
      download,
      minimumCount,
      rounding,
      levels,
      cell: view.finestCell,
      exact: precision.exact,
    },
  };
}

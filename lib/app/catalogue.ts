import { COMMON_FIELDS } from '#core/datasets/common-fields.ts';
import type { DatasetDefinition, Field } from '#core/model/dataset.ts';
import type { DatasetId, ManifestId } from '#core/model/id.ts';
import { monthText } from '#core/query/calendar.ts';
import { supplyOf, supplySpan } from '#core/query/supply.ts';
import type { Caller } from './caller.ts';
import { getDefinition, listDefinitions } from './dataset.ts';
import type { Platform } from './ports.ts';
import { currentManifest } from './publication/manifest-store.ts';

export type FieldSummary = Pick<Field, 'name' | 'label' | 'description' | 'type' | 'role'> & {
  readonly unit?: string;
  readonly codes?: readonly { readonly code: string; readonly label: string }[];
};

/** What a dataset holds and what of it can be asked now; `published` null = nothing yet. */
export type DatasetSummary = Pick<
  DatasetDefinition,
  'id' | 'version' | 'title' | 'noun' | 'description' | 'licence' | 'timePrecision'
> & {
  readonly agency: string;
  readonly fields: readonly FieldSummary[];
  /** Names of the common fields that it maps. */
  readonly common: readonly string[];
  readonly published: {
    readonly manifest: ManifestId;
    readonly publishedAt: string;
    readonly rows: number;
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

type Store = Pick<Platform, 'registry' | 'objects'>;

/** Every dataset, by id. */
export async function listDatasets(platform: Store, _caller: Caller): Promise<readonly DatasetSummary[]> {
  const definitions = await listDefinitions(platform);
  return Promise.all(definitions.map((definition) => summarise(platform, definition)));
}

/** One dataset. Fails with DATASET_NOT_FOUND. */
export async function describeDataset(
  platform: Store,
  _caller: Caller,
  id: DatasetId,
): Promise<DatasetSummary> {
  return summarise(platform, await getDefinition(platform, id));
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

/** What was supplied, of one dataset or of all. Fails with DATASET_NOT_FOUND. */
export async function listCoverage(
  platform: Store,
  _caller: Caller,
  dataset: DatasetId | null,
): Promise<readonly DatasetCoverage[]> {
  const definitions =
    dataset === null ? await listDefinitions(platform) : [await getDefinition(platform, dataset)];
  return Promise.all(
    definitions.map(async ({ id }) => {
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

async function summarise(platform: Store, definition: DatasetDefinition): Promise<DatasetSummary> {
  const { id, version, title, noun, description, licence, timePrecision } = definition;
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
    agency: definition.contract.agency,
    fields: definition.fields
      .filter(({ role }) => role !== 'internal')
      .map((field) => fieldOf(definition, field)),
    common: Object.keys(definition.common),
    published:
      manifest === null || span === null
        ? null
        : {
            manifest: manifest.id,
            publishedAt: manifest.createdAt,
            rows: manifest.rows,
            from: monthText(span.from),
            to: monthText(span.to),
          },
  };
}

function fieldOf(definition: DatasetDefinition, field: Field): FieldSummary {
  const { name, label, description, type, role, unit, codeList } = field;
  const codes = codeList === undefined ? undefined : definition.codeLists[codeList];
  return {
    name,
    label,
    description,
    type,
    role,
    ...(unit === undefined ? {} : { unit }),
    ...(codes === undefined ? {} : { codes: codes.map(({ code, label }) => ({ code, label })) }),
  };
}

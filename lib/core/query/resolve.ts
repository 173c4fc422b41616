import { AppError, type ErrorCode, type Fault } from '#core/model/error.ts';
import type { DatasetId } from '#core/model/id.ts';
import type { Manifest, ManifestPeriod } from '#core/model/manifest.ts';
import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import type { ViewField } from '#core/view/field.ts';
import type { DatasetView } from '#core/view/view.ts';
import { monthOfDay, yearOf } from './calendar.ts';
import { noteCountsOnly } from './counts-only.ts';
import type { Denominator } from './denominator.ts';
import { parseSpec } from './parse.ts';
import { type Places, shownPlaces } from './places.ts';
import type { Query, QueryDataset, TimeFilter } from './query.ts';
import { resolveOutput } from './resolve-output.ts';
import { resolveWhere } from './resolve-where.ts';
import { type Supply, shownSupply, supplyOf } from './supply.ts';

/** What a spec is resolved against: what the caller may see, and the publications that are pinned. */
export type QueryContext = {
  readonly views: ReadonlyMap<DatasetId, DatasetView>;
  /** Publications by dataset; a dataset without one has no records yet. */
  readonly manifests: ReadonlyMap<DatasetId, Manifest>;
  readonly places: Places;
  /** The denominators that the spec names, as far as they exist. */
  readonly denominators: ReadonlyMap<string, Denominator>;
  /** The columns that the engine may read of each dataset's roll-ups; absent = whatever the views show. */
  readonly rollups?: ReadonlyMap<DatasetId, ReadonlySet<string>>;
};

/** A fault with the code it deserves when it is the only kind found. */
export type CodedFault = Fault & { readonly code?: ErrorCode };

/** What a field is wanted for: to filter by, to be shown, or both, as groups and measures need. */
export type FieldUse = 'query' | 'output' | 'both';

/**
 * What the parts of a spec are resolved with. `fieldOf` gives the field as every dataset has it for that use, or notes
 * a fault.
 */
export type Resolving = {
  readonly spec: ParsedQuerySpec;
  readonly context: QueryContext;
  readonly views: readonly DatasetView[];
  /** The levels that every one of the views shows. */
  readonly places: Places;
  readonly fault: (at: string, message: string, code?: ErrorCode) => void;
  readonly fieldOf: (name: string, at: string, use: FieldUse) => ViewField | null;
};

/**
 * Turns what a caller sent into what code may rely on, or fails with every fault at once: SPEC_INVALID, or the code of
 * the fault when all are of one kind (DATASET_NOT_FOUND, FIELD_NOT_FOUND, AREA_NOT_FOUND). A field that the profile
 * hides fails exactly as one that does not exist.
 */
export function resolveQuery(input: unknown, context: QueryContext): Query {
  const parsed = parseSpec(input);
  if ('faults' in parsed) throw faultsError(parsed.faults);
  const { spec } = parsed;
  const faults: CodedFault[] = [];
  const fault: Resolving['fault'] = (at, message, code) => {
    faults.push(code === undefined ? { at, message } : { at, message, code });
  };
  const views = resolveDatasets(spec, context, fault);
  const exact = views.every(({ access }) => access.precision.exact);
  const places = exact
    ? context.places
    : shownPlaces(context.places, (level) => views.every((view) => view.showsLevel(level)));
  const fieldOf = fieldFinder(views, fault);
  const resolving: Resolving = { spec, context, views, places, fault, fieldOf };
  const where = resolveWhere(resolving);
  const output = resolveOutput(resolving, where);
  noteCountsOnly(resolving, { ...where, ...output });
  if (faults.length > 0) throw faultsError(faults);
  const datasets = views.map((view) => datasetOf(view, where.time, context, places));
  return { spec, datasets, ...where, ...output, limit: spec.limit ?? null, places: context.places };
}

function resolveDatasets(
  spec: ParsedQuerySpec,
  context: QueryContext,
  fault: Resolving['fault'],
): readonly DatasetView[] {
  return spec.datasets.flatMap((id, index) => {
    const view = context.views.get(id);
    if (view === undefined) fault(`datasets[${index}]`, `there is no dataset "${id}"`, 'DATASET_NOT_FOUND');
    if (spec.datasets.indexOf(id) < index) fault(`datasets[${index}]`, `names "${id}" a second time`);
    return view === undefined ? [] : [view];
  });
}

function fieldFinder(views: readonly DatasetView[], fault: Resolving['fault']): Resolving['fieldOf'] {
  const united = views.length > 1;
  return (name, at, use) => {
    const [first] = views;
    if (first === undefined) return null;
    const found = united ? commonOf(first, name, use) : ownOf(first, name, use);
    const missing = united ? views.filter((view) => commonOf(view, name, use) === null) : [];
    if (found !== null && missing.length === 0) return found;
    if (missing.length > 0 && missing.length < views.length)
      fault(
        at,
        `the field "${name}" is not common to all: ${missing.map((view) => view.dataset).join(', ')} cannot give it`,
      );
    else if (united)
      fault(
        at,
        `there is no common field "${name}"; several datasets can be asked only by common fields`,
        'FIELD_NOT_FOUND',
      );
    else fault(at, `there is no field "${name}" in ${first.dataset}`, 'FIELD_NOT_FOUND');
    return null;
  };
}

function ownOf(view: DatasetView, name: string, use: FieldUse): ViewField | null {
  const own = view.field(name);
  return own === null ? commonOf(view, name, use) : usable(own, use);
}

function commonOf(view: DatasetView, name: string, use: FieldUse): ViewField | null {
  const field = view.common(name);
  return field === null ? null : usable(field, use);
}

function usable(field: ViewField, use: FieldUse): ViewField | null {
  const fits = (field.inQuery || use === 'output') && (field.inOutput || use === 'query');
  return fits ? field : null;
}

function datasetOf(view: DatasetView, time: TimeFilter, context: QueryContext, shown: Places): QueryDataset {
  const manifest = context.manifests.get(view.dataset) ?? null;
  const first = time.from === null ? Number.NEGATIVE_INFINITY : yearOf(monthOfDay(time.from));
  const last = time.to === null ? Number.POSITIVE_INFINITY : yearOf(monthOfDay(time.to));
  const asked = (manifest?.periods ?? []).filter(
    ({ period, rows }) => rows > 0 && Number(period) >= first && Number(period) <= last,
  );
  const periods = asked.filter(({ kind }) => kind === 'records');
  const rollups = rollupsAmong(asked, view.dataset, context);
  return { view, manifest, periods, rollups, supply: supplyFor(manifest, context.places, shown) };
}

/** The roll-ups among these periods, as far as the engine may read them by now. */
function rollupsAmong(
  asked: readonly ManifestPeriod[],
  dataset: DatasetId,
  { rollups }: QueryContext,
): readonly ManifestPeriod[] {
  const made = asked.filter(({ kind }) => kind === 'rollup');
  if (rollups === undefined) return made;
  const readable = rollups.get(dataset);
  if (readable === undefined) return [];
  return made.map((one) => ({
    ...one,
    dimensions: one.dimensions?.filter((name) => readable.has(name)) ?? [],
  }));
}

function supplyFor(manifest: Manifest | null, places: Places, shown: Places): Supply {
  const supply = supplyOf(manifest);
  if (shown === places) return supply;
  return shownSupply(supply, (code) => places.find(code) !== null && shown.find(code) === null);
}

/** The error for these faults, which are all shown. */
export function faultsError(faults: readonly CodedFault[]): AppError {
  const codes = new Set(faults.map((fault) => fault.code ?? 'SPEC_INVALID'));
  const [only] = codes;
  const code = codes.size === 1 && only !== undefined ? only : 'SPEC_INVALID';
  const [first] = faults;
  const message =
    faults.length === 1 && first !== undefined
      ? `${first.at === '' ? 'the query' : first.at}: ${first.message}`
      : `the query has ${faults.length} faults`;
  return new AppError(code, message, {
    details: { faults: faults.map(({ at, message }) => ({ at, message })) },
  });
}

import { type Access, findAccess } from '#app/access/access.ts';
import { reasonFor } from '#app/access/reason.ts';
import { audited } from '#app/audit/audited.ts';
import type { Caller } from '#app/caller.ts';
import { currentVintages, listGeographies } from '#app/geography/store.ts';
import type { Platform } from '#app/ports.ts';
import { currentPins, type LoadedContext, loadContext, type Pins } from '#app/query/context.ts';
import { allRows } from '#app/query/execution.ts';
import { Recent } from '#app/query/memory.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { AppError } from '#core/model/error.ts';
import { type ParsedQuerySpec, QuerySpecSchema } from '#core/model/query-spec.ts';
import { NameIndex } from '#core/places/name-index.ts';
import { namedGroups, nameStatement } from '#core/places/name-statement.ts';
import { type NamedPlace, namedPlaces } from '#core/places/named-groups.ts';
import { engineAccessOf } from '#core/query/engine-access.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import type { DatasetView } from '#core/view/view.ts';

/** A street or station that records name, to be found; of equal matches one that more records name comes first. */
export type RecordEntry = {
  readonly name: string;
  readonly rank: number;
  readonly kind: 'street' | 'station';
  readonly place: NamedPlace;
  readonly source: string;
};

/** The names that a caller may search, by dataset; `preparing`: those of some dataset are not there yet. */
export type RecordPlaces = {
  readonly indexes: readonly NameIndex<RecordEntry>[];
  readonly preparing: boolean;
};

/** A name that fewer records give is nobody's to find. */
const LEAST_RECORDS = 5;
const TIMEOUT_MS = 60_000;
/** Levels of more areas do not tell people where a street is. */
const MOST_AREAS = 2_000;

type Source = {
  readonly definition: DatasetDefinition;
  readonly fields: readonly { readonly name: string; readonly place: 'street' | 'station' }[];
  readonly view: DatasetView;
  readonly spec: ParsedQuerySpec;
  readonly pins: Pins;
  readonly context: LoadedContext;
};
type Memory = {
  readonly indexes: Recent<Promise<NameIndex<RecordEntry>>>;
  /** Who has been given which, as it stands in the audit. */
  readonly told: Recent<true>;
};

const memories = new WeakMap<Platform['registry'], Memory>();

/**
 * The places that records name of which the caller's profile shows both the name and the exact place of each record. Found
 * by the engine under that profile, once for each publication; `waitMs` at most is waited for what is being found. To be
 * given them is to consult the dataset, and is recorded once for each person and publication.
 */
export async function recordPlaces(
  platform: Platform,
  caller: Caller,
  waitMs: number,
): Promise<RecordPlaces> {
  const access = await findAccess(platform, caller);
  if (!('profile' in access)) return { indexes: [], preparing: false };
  const sources = await sourcesFor(platform, access);
  const asked = sources.map((source) => indexFor(platform, caller, access, source));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), waitMs);
  });
  const got = await Promise.all(
    asked.map((one) => Promise.race([one.then((index) => ({ index })).catch(() => null), late])),
  );
  clearTimeout(timer);
  return {
    indexes: got.flatMap((one) => one?.index ?? []),
    preparing: got.some((one) => one === null),
  };
}

async function sourcesFor(
  platform: Platform,
  { profile, preview, stopped }: Access,
): Promise<readonly Source[]> {
  const candidates = Object.entries(profile.datasets).filter(
    ([id, access]) => !stopped.has(id) && access.kind === 'records' && access.precision.exact,
  );
  const found = await Promise.all(
    candidates.map(async ([id]): Promise<readonly Source[]> => {
      const spec = QuerySpecSchema.parse({ datasets: [id] });
      const pins = await currentPins(platform, { profile, preview }, spec);
      if (pins.manifests[id] === undefined) return [];
      const context = await loadContext(platform, spec, pins);
      const [definition] = context.definitions;
      const view = context.views.get(id);
      if (definition === undefined || view === undefined) return [];
      const fields = definition.fields.flatMap(({ name, place }) =>
        place !== undefined && view.field(name)?.inOutput === true ? [{ name, place }] : [],
      );
      return fields.length === 0 ? [] : [{ definition, fields, view, spec, pins, context }];
    }),
  );
  return found.flat();
}

async function indexFor(
  platform: Platform,
  caller: Caller,
  access: Access,
  source: Source,
): Promise<NameIndex<RecordEntry> | null> {
  const { definition, pins, spec } = source;
  const reason = await reasonFor(platform, caller, [definition], 'session').catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'REASON_REQUIRED') return undefined;
    throw error;
  });
  if (reason === undefined) return null;
  const memory = memoryOf(platform);
  const month = source.view.access.rowRule === null ? '' : pins.createdAt.slice(0, 7);
  const { id, version } = access.profile;
  const key = JSON.stringify([id, version, pins.manifests, pins.definitions, pins.vintages, month]);
  const build = () => {
    const known = memory.indexes.get(key);
    if (known !== undefined) return known;
    const building = buildIndex(platform, caller, source);
    memory.indexes.set(key, building);
    building.catch(() => memory.indexes.delete(key));
    return building;
  };
  const told = `${caller.user} ${access.preview} ${key}`;
  if (memory.told.get(told) === true) return build();
  memory.told.set(told, true);
  const [dataset] = spec.datasets;
  return audited(
    platform,
    caller,
    'consultation',
    `dataset/${dataset}`,
    { what: 'names of places', fields: source.fields.map(({ name }) => name) },
    build,
    {
      profile: pins.profile,
      datasets: spec.datasets,
      publications: pins.manifests,
      ...(reason === null ? {} : { reason }),
    },
    (index) => ({ rows: index.size }),
  ).catch((error: unknown) => {
    memory.told.delete(told);
    throw error;
  });
}

async function buildIndex(
  platform: Platform,
  caller: Caller,
  { definition, fields, view, spec, pins, context }: Source,
): Promise<NameIndex<RecordEntry>> {
  const query = resolveQuery(spec, context);
  const area = await areaOf(platform);
  const least = Math.max(LEAST_RECORDS, view.access.minimumCount);
  const entries: RecordEntry[] = [];
  for (const { name, place: kind } of fields) {
    const id = await platform.engine.start(nameStatement(query, name, area), {
      timeoutMs: TIMEOUT_MS,
      access: engineAccessOf(query, pins.profile, caller.user),
    });
    let status = await platform.engine.status(id, TIMEOUT_MS);
    while (status.state === 'queued' || status.state === 'running')
      status = await platform.engine.status(id, TIMEOUT_MS);
    if (status.state !== 'succeeded')
      throw new AppError('UNAVAILABLE', `the names of places in ${definition.title} could not be read`);
    const places = namedPlaces(namedGroups(await allRows(platform, id)), least);
    const source = `${definition.title}: where its records say so`;
    entries.push(
      ...places.map((place) => ({ name: place.name, rank: rankOf(kind, place.count), kind, place, source })),
    );
  }
  return new NameIndex(entries);
}

/** Stations before wards, streets after; among themselves by how many records name them. */
function rankOf(kind: RecordEntry['kind'], count: number): number {
  return (kind === 'station' ? 1 : 3) + 1 - Math.min(0.99, Math.log10(count) / 10);
}

async function areaOf(platform: Pick<Platform, 'registry'>) {
  const [all, current] = await Promise.all([listGeographies(platform), currentVintages(platform)]);
  const [finest] = all
    .filter(({ level, vintage, areaCount }) => current[level] === vintage && areaCount <= MOST_AREAS)
    .sort((a, b) => b.areaCount - a.areaCount);
  return finest === undefined ? null : { level: finest.level, vintage: finest.vintage };
}

function memoryOf({ registry }: Pick<Platform, 'registry'>): Memory {
  const known = memories.get(registry);
  if (known !== undefined) return known;
  const memory: Memory = { indexes: new Recent(40), told: new Recent(5_000) };
  memories.set(registry, memory);
  return memory;
}

import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monotonicFactory } from 'ulid';
import { ForkedDeliveryWorker } from '#adapters/duckdb/ingest/forked-worker.ts';
import { FolderObjectStore } from '#adapters/local/folder-objects.ts';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import { RegistryAuditLog } from '#app/audit/log.ts';
import { type Caller, WITHOUT_PROFILE } from '#app/caller.ts';
import { applyDefinition } from '#app/dataset.ts';
import { formatAreas, GEOGRAPHY_PARTITION, geographyKey, listGeographies } from '#app/geography/store.ts';
import { getDelivery } from '#app/ingest/deliveries.ts';
import { type Ingest, makeIngest } from '#app/ingest/ingest.ts';
import type { ProcessOptions } from '#app/ingest/process.ts';
import type { HandedOver } from '#app/ingest/receive.ts';
import { receiveDelivery } from '#app/ingest/receive.ts';
import type { Clock, DeliveryWorker, Platform, QueryEngine, TableCatalogue } from '#app/ports.ts';
import type { DatasetDefinitionSpec } from '#core/model/dataset.ts';
import type { Delivery } from '#core/model/delivery.ts';
import { AppError } from '#core/model/error.ts';
import type { Geography } from '#core/model/geography.ts';
import { brandId } from '#core/model/id.ts';

export const SUPER_ADMIN: Caller = {
  user: brandId('super'),
  name: 'Super',
  email: 'super@safestats.local',
  organisation: 'city-authority',
  roles: ['super-admin'],
  agencies: [],
  ...WITHOUT_PROFILE,
};

export const SUPPLIER: Caller = {
  ...SUPER_ADMIN,
  user: brandId('supplier'),
  roles: ['supplier'],
  agencies: ['made'],
};

/** A dataset of this test's own: months, a key that may be empty, two forces in one file. */
export const MADE_CRIME = {
  id: 'made-crime',
  version: 1,
  title: 'Made crime',
  noun: { one: 'crime', many: 'crimes' },
  description: 'Made for tests.',
  licence: 'none',
  fields: [
    field('category', 'category', { codeList: 'category', required: true }),
    field('force', 'category'),
    field('value', 'integer', { role: 'measure' }),
    field('crime_id', 'text', { role: 'key' }),
  ],
  key: ['crime_id'],
  timePrecision: 'month',
  layouts: [
    {
      name: 'street',
      format: 'csv',
      columns: ['id', 'month', 'force', 'longitude', 'latitude', 'category', 'value'],
      time: { kind: 'month', column: 'month' },
      place: { kind: 'wgs84', longitude: 'longitude', latitude: 'latitude' },
      fields: { category: 'category', force: 'force', value: 'value', crime_id: 'id' },
      periodInName: '^(?<month>\\d{4}-\\d{2})-',
    },
  ],
  codeLists: {
    category: [
      { code: 'Theft', label: 'Theft', sources: ['theft'] },
      { code: 'Robbery', label: 'Robbery' },
    ],
  },
  contract: {
    agency: 'made',
    cadence: 'monthly',
    dueDay: 10,
    window: { kind: 'replace-period', within: ['force'] },
    areas: null,
    contact: 'nobody',
  },
  retentionMonths: null,
} satisfies DatasetDefinitionSpec;

function field(name: string, type: 'text' | 'category' | 'integer', more: Record<string, unknown> = {}) {
  return {
    name,
    label: name,
    description: name,
    type,
    role: 'dimension' as const,
    sensitivity: 'open' as const,
    ...more,
  };
}

/** Header of `MADE_CRIME`'s files. */
export const HEADER = 'id,month,force,longitude,latitude,category,value';
/** A place in the western and one in the eastern of the two areas. */
export const WEST = '-0.15,51.5';
export const EAST = '-0.05,51.5';

export type Made = {
  readonly folder: string;
  readonly platform: Platform;
  readonly ingest: Ingest;
  /** Hands a file over, waits until it is finished and returns what became of it. */
  readonly deliver: (
    fileName: string,
    body: string | Uint8Array,
    more?: Partial<HandedOver>,
  ) => Promise<Delivery>;
  readonly close: () => Promise<void>;
};

/** Real stores in a folder of their own, two square areas, and the made dataset. */
export async function makePlatform(
  options: {
    readonly clock?: Clock;
    readonly worker?: DeliveryWorker;
    readonly tables?: TableCatalogue;
    readonly folder?: string;
    readonly process?: ProcessOptions;
    /** Instead of those in the folder. */
    readonly stores?: Pick<Platform, 'registry' | 'objects'>;
  } = {},
): Promise<Made> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'safestats-ingest-')));
  const clock = options.clock ?? (() => new Date());
  const { registry, objects } = options.stores ?? {
    registry: new LmdbRegistry(join(folder, 'registry')),
    objects: new FolderObjectStore(folder),
  };
  const audit = new RegistryAuditLog(registry, clock);
  const newUlid = monotonicFactory();
  const platform: Platform = {
    registry,
    objects,
    engine: NO_ENGINE,
    ...(options.tables === undefined ? {} : { tables: options.tables }),
    audit,
    clock,
    newId: () => newUlid(),
  };
  const ingest = makeIngest(platform, options.worker ?? new ForkedDeliveryWorker(folder), {
    retriesAfterMs: [],
    ...options.process,
  });
  if ((await listGeographies(platform)).length === 0) {
    await addBoundaries(platform, 'borough', '2022', [
      { code: 'W', polygons: [square(-0.2, 51.4, -0.1, 51.6)] },
      { code: 'E', polygons: [square(-0.1, 51.4, 0, 51.6)] },
    ]);
    await applyDefinition(platform, SUPER_ADMIN, MADE_CRIME);
  }
  return {
    folder,
    platform,
    ingest,
    deliver: async (fileName, body, more = {}) => {
      const { number, dataset } = await receiveDelivery(ingest.platform, SUPER_ADMIN, {
        dataset: MADE_CRIME.id,
        fileName,
        body: bodyOf(body),
        source: 'upload',
        ...more,
      });
      await ingest.idle();
      return getDelivery(platform, SUPER_ADMIN, dataset, number);
    },
    close: async () => {
      await ingest.close();
      await audit.close();
      await registry.close();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Imports areas as a set of boundaries. */
export async function addBoundaries(
  platform: Pick<Platform, 'registry' | 'objects'>,
  level: string,
  vintage: string,
  areas: readonly {
    readonly code: string;
    readonly polygons: readonly (readonly (readonly number[])[])[][];
  }[],
): Promise<void> {
  const text = formatAreas(areas.map((area) => ({ ...area, name: area.code })));
  const geography: Geography = {
    level,
    vintage,
    title: level,
    parents: {},
    synthetic: true,
    attribution: 'made',
    areaCount: areas.length,
    hash: createHash('sha256').update(text).digest('hex'),
    importedAt: '2024-01-01T00:00:00.000Z',
  };
  const sort = `${level}/${vintage}`;
  await platform.objects.put(geographyKey(level, vintage, 'full.geojson'), text);
  await platform.registry.transact([
    { kind: 'put', partition: GEOGRAPHY_PARTITION, sort, value: geography, expected: null },
  ]);
}

/** A square as the rings of a polygon. */
export function square(west: number, south: number, east: number, north: number): number[][][] {
  return [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ];
}

/** Rows under the header of the made dataset. */
export function made(...rows: readonly string[]): string {
  return `${[HEADER, ...rows].join('\n')}\n`;
}

export async function* bodyOf(body: string | Uint8Array): AsyncIterable<Uint8Array> {
  yield typeof body === 'string' ? new TextEncoder().encode(body) : body;
}

const refuse = () => Promise.reject(new AppError('UNAVAILABLE', 'no queries in this test'));
const NO_ENGINE: QueryEngine = {
  start: refuse,
  status: refuse,
  page: refuse,
  cancel: refuse,
  close: async () => undefined,
};

import { profilesShowingLevel } from '#app/access/shown.ts';
import { audited } from '#app/audit/audited.ts';
import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { allItems, sweepItems } from '#app/every-item.ts';
import { checkFileName } from '#app/ingest/receive.ts';
import { callerFor } from '#app/people.ts';
import type { Platform, Registry, RegistryItem } from '#app/ports.ts';
import { issueTicket, readTicket, voidTicket } from '#app/ticket.ts';
import { whileAllowed } from '#app/upload.ts';
import { AppError, type Fault } from '#core/model/error.ts';
import type { Level, Vintage } from '#core/model/geography.ts';
import type { UserId } from '#core/model/id.ts';
import { requestFaults } from './import.ts';
import { listGeographies } from './store.ts';

const PARTITION = 'geography-import';
const FILE_COMES_WITHIN_MS = 24 * 60 * 60_000;
/** Largest file of boundaries that is taken. */
export const MAX_GEOGRAPHY_BYTES = 200 * 2 ** 20;

/** What a Super Admin asks to import from one file. */
export type GeographyRequest = {
  readonly level: Level;
  readonly vintage: Vintage;
  readonly fileName: string;
  readonly title?: string | undefined;
  readonly codeProperty?: string | undefined;
  readonly nameProperty?: string | undefined;
  readonly attribution?: string | undefined;
};

/** An import as the registry keeps it; what of it has been done is done, also when a process ends. */
export type GeographyImportItem = {
  readonly id: string;
  readonly request: GeographyRequest;
  readonly user: UserId;
  /** `waiting` for its file or for its turn; `imported` = the boundaries are there, records are being located. */
  readonly state: 'waiting' | 'imported' | 'done' | 'failed';
  readonly received: boolean;
  /** Why it failed, for people. */
  readonly problem: string | null;
  readonly createdAt: string;
};

type Store = Pick<Platform, 'registry' | 'objects' | 'clock'>;

/** Object with the file of an import, until it is imported. */
export function importFileKey(id: string): string {
  return `geography-import/${id}`;
}

/**
 * Grants the upload of boundaries, which must arrive within so many seconds. Fails with SPEC_INVALID when the request itself cannot be used, CONFLICT when profiles
 * would come to show smaller places by it.
 */
export async function requestGeographyImport(
  platform: Platform,
  caller: Caller,
  request: GeographyRequest,
  seconds: number,
): Promise<{ readonly id: string; readonly token: string }> {
  authorise(caller, 'change-geographies');
  checkFileName(request.fileName);
  const faults: Fault[] = [...requestFaults({ level: request.level, vintage: request.vintage })];
  if (!/\.(zip|geojson|json|topojson)$/i.test(request.fileName))
    faults.push({
      at: 'fileName',
      message: `got ${request.fileName}; use GeoJSON or TopoJSON (.geojson, .json), or the files of a Shapefile as .zip`,
    });
  if (faults.length > 0)
    throw new AppError('SPEC_INVALID', 'the request cannot be used', { details: { faults } });
  await refuseFinerPlaces(platform.registry, request.level);
  const id = platform.newId();
  const value: GeographyImportItem = {
    id,
    request,
    user: caller.user,
    state: 'waiting',
    received: false,
    problem: null,
    createdAt: platform.clock().toISOString(),
  };
  return audited(platform, caller, 'administration', `geography-import/${id}`, { ...request }, async () => {
    await platform.registry.transact([{ kind: 'put', partition: PARTITION, sort: id, value, expected: 0 }]);
    return { id, token: await issueTicket(platform, 'geography', { id, user: caller.user }, seconds) };
  });
}

/**
 * Other boundaries of a level that profiles without exact places show would show its people smaller places, or the
 * pieces between two sets: nobody may bring that about alone.
 */
async function refuseFinerPlaces(registry: Registry, level: Level): Promise<void> {
  const known = (await listGeographies({ registry })).some((geography) => geography.level === level);
  const showing = known ? await profilesShowingLevel(registry, level) : [];
  if (showing.length === 0) return;
  throw new AppError(
    'CONFLICT',
    `areas of the level ${level} are shown by ${showing.map((title) => `“${title}”`).join(', ')}, and other boundaries would show more: take the level out of these profiles, import, and show it again, which a second Super Admin approves`,
  );
}

/**
 * Takes over the file of a granted import and returns its id; null when the secret stands for none. The grant is used
 * up by it. Fails with FORBIDDEN when the person may no longer do it, or TOO_LARGE.
 */
export async function acceptGeographyUpload(
  platform: Store,
  secret: string,
  body: AsyncIterable<Uint8Array>,
): Promise<string | null> {
  const ticket = await readTicket<{ readonly id: string; readonly user: UserId }>(
    platform,
    'geography',
    secret,
  );
  if (ticket === null) return null;
  const caller = await callerFor(platform.registry, ticket.user);
  authorise(caller, 'change-geographies');
  await platform.objects.putStream(importFileKey(ticket.id), limited(whileAllowed(platform, caller, body)));
  await updateImport(platform, ticket.id, { received: true });
  await voidTicket(platform, 'geography', secret);
  return ticket.id;
}

/** How an import stands. Fails with NOT_FOUND. */
export async function readGeographyImport(
  platform: Pick<Platform, 'registry'>,
  caller: Caller,
  id: string,
): Promise<GeographyImportItem> {
  authorise(caller, 'change-geographies');
  return (await mustFind(platform, id)).value;
}

/** Ids of imports whose file is there and that have not ended, oldest first. */
export async function pendingImports(platform: Pick<Platform, 'registry'>): Promise<readonly string[]> {
  const items = await allItems<GeographyImportItem>(platform.registry, PARTITION);
  return items.flatMap(({ sort, value }) => (isPending(value) ? [sort] : []));
}

/** Forgets imports whose file has not come within a day; their grants are long over. Returns how many. */
export function sweepImports({ registry, clock }: Pick<Platform, 'registry' | 'clock'>): Promise<number> {
  const dayAgo = new Date(clock().getTime() - FILE_COMES_WITHIN_MS).toISOString();
  return sweepItems<GeographyImportItem>(
    registry,
    PARTITION,
    ({ value }) => value.state === 'waiting' && !value.received && value.createdAt < dayAgo,
  );
}

function isPending({ state, received }: GeographyImportItem): boolean {
  return received && (state === 'waiting' || state === 'imported');
}

/** Notes what has become of an import. Fails with NOT_FOUND. */
export async function updateImport(
  platform: Pick<Platform, 'registry'>,
  id: string,
  changes: Partial<Pick<GeographyImportItem, 'state' | 'received' | 'problem'>>,
): Promise<GeographyImportItem> {
  const { value, version } = await mustFind(platform, id);
  const changed = { ...value, ...changes };
  await platform.registry.transact([
    { kind: 'put', partition: PARTITION, sort: id, value: changed, expected: version },
  ]);
  return changed;
}

/** An import. Fails with NOT_FOUND. */
export async function mustFind(
  platform: Pick<Platform, 'registry'>,
  id: string,
): Promise<RegistryItem<GeographyImportItem>> {
  const item = await platform.registry.get<GeographyImportItem>(PARTITION, id);
  if (item === null) throw new AppError('NOT_FOUND', 'there is no such import');
  return item;
}

async function* limited(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const part of body) {
    bytes += part.byteLength;
    if (bytes > MAX_GEOGRAPHY_BYTES)
      throw new AppError(
        'TOO_LARGE',
        `boundaries may have ${MAX_GEOGRAPHY_BYTES} bytes: simplify them first`,
      );
    yield part;
  }
}

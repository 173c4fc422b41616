import { brandId, type ExecutionId } from '#core/model/id.ts';
import { manifestKey } from '#core/model/manifest.ts';
import { pendingBatches, sealedEnd } from './audit/chain.ts';
import { readSchema, schemaFault } from './migration/schema.ts';
import type { Platform } from './ports.ts';
import { POINTER_PARTITION, type Pointer } from './publication/manifest-store.ts';
import { isNotFound } from './query/execution.ts';

/** `degraded`: it answers, and somebody must look at it; `failing`: it does not answer, or not what it should. */
export type PartState = 'ok' | 'degraded' | 'failing';

export const HEALTH_PARTS = ['registry', 'schema', 'objects', 'engine', 'audit'] as const;
export type HealthPart = (typeof HEALTH_PARTS)[number];

/** `unavailable`: nobody can be served. Says nothing that everybody may not know. */
export type Health = {
  readonly status: 'ok' | 'degraded' | 'unavailable';
  readonly parts: Readonly<Record<HealthPart, PartState>>;
};

type Store = Pick<Platform, 'registry' | 'objects' | 'engine' | 'clock'>;

const KEPT_MS = 5_000;
const WAIT_MS = 2_000;
/** Sealing runs every minute: what is older was missed several times. */
const LATE_MS = 5 * 60_000;
const NOBODY_S_EXECUTION = brandId<ExecutionId>('00000000-0000-0000-0000-000000000000');
/** Without these there is nothing to serve. */
const NEEDED: readonly HealthPart[] = ['registry', 'schema', 'objects'];

const known = new WeakMap<Store['registry'], { readonly at: number; readonly health: Promise<Health> }>();

/** How the parts of the product are, at most 5 s ago. Reads a few small things, waits 2 s for each, and never fails. */
export function healthOf(platform: Store): Promise<Health> {
  const now = platform.clock().getTime();
  const last = known.get(platform.registry);
  if (last !== undefined && Math.abs(now - last.at) < KEPT_MS) return last.health;
  const health = examine(platform);
  known.set(platform.registry, { at: now, health });
  return health;
}

async function examine(platform: Store): Promise<Health> {
  const [registry, schema, objects, engine, audit] = await Promise.all([
    stateOf(() => registryState(platform)),
    stateOf(() => schemaState(platform)),
    stateOf(() => objectsState(platform)),
    stateOf(() => engineState(platform)),
    stateOf(() => auditState(platform)),
  ]);
  const parts = { registry, schema, objects, engine, audit };
  if (NEEDED.some((part) => parts[part] === 'failing')) return { status: 'unavailable', parts };
  return { status: HEALTH_PARTS.every((part) => parts[part] === 'ok') ? 'ok' : 'degraded', parts };
}

async function registryState({ registry }: Store): Promise<PartState> {
  await registry.get('setting', 'schema');
  return 'ok';
}

async function schemaState({ registry }: Store): Promise<PartState> {
  return schemaFault(await readSchema(registry)) === null ? 'ok' : 'failing';
}

/** Whether objects can be read, and the manifest of a current publication is there. */
async function objectsState({ registry, objects }: Store): Promise<PartState> {
  const [first] = await registry.list<Pointer>(POINTER_PARTITION, { limit: 1 });
  if (first !== undefined) {
    const size = await objects.size(manifestKey(first.sort, first.value.manifest));
    return size === null ? 'degraded' : 'ok';
  }
  await objects.size('manifest/none');
  return 'ok';
}

/** The engine answers when it says that it does not know an execution which nobody started. */
async function engineState({ engine }: Store): Promise<PartState> {
  try {
    await engine.status(NOBODY_S_EXECUTION, 0);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return 'ok';
}

async function auditState(platform: Store): Promise<PartState> {
  const late = new Date(platform.clock().getTime() - LATE_MS).toISOString();
  for await (const { value } of pendingBatches(platform)) {
    if (value.at >= late) return 'ok';
    if (value.last > ((await sealedEnd(platform, value.shard))?.sequence ?? 0)) return 'degraded';
  }
  return 'ok';
}

async function stateOf(look: () => Promise<PartState>): Promise<PartState> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<PartState>((resolve) => {
    timer = setTimeout(() => resolve('failing'), WAIT_MS);
  });
  try {
    return await Promise.race([look(), late]);
  } catch {
    return 'failing';
  } finally {
    clearTimeout(timer);
  }
}

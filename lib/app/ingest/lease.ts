import type { Platform } from '#app/ports.ts';
import { wins } from '#app/wins.ts';
import { AppError } from '#core/model/error.ts';
import type { DatasetId } from '#core/model/id.ts';

const PARTITION = 'lease';
const DEFAULT_LEASE_MS = 15_000;
const DEFAULT_WAIT_MS = 30 * 60_000;
const POLL_MS = 100;

type Lease = { readonly holder: string; readonly until: number };
export type LeaseOptions = {
  /** How long a holder that has died keeps others waiting. */
  readonly leaseMs?: number;
  /** How long to wait for another holder before failing with UNAVAILABLE. */
  readonly waitMs?: number;
};

/**
 * Runs work on the deliveries of a dataset while nobody else does, in whatever process. The lease is renewed as long
 * as the work runs; it only keeps others from working in vain, what decides is the version of each item written.
 */
export async function withDatasetLease<Result>(
  platform: Pick<Platform, 'registry' | 'clock' | 'newId'>,
  dataset: DatasetId,
  work: () => Promise<Result>,
  { leaseMs = DEFAULT_LEASE_MS, waitMs = DEFAULT_WAIT_MS }: LeaseOptions = {},
): Promise<Result> {
  return withLease(platform, `ingest#${dataset}`, work, {
    leaseMs,
    waitMs,
    busy: `another delivery of ${dataset} is still being worked on: try again later`,
  });
}

/** Runs work while nobody else runs work under the same name. Fails with UNAVAILABLE and the words `busy`. */
export async function withLease<Result>(
  platform: Pick<Platform, 'registry' | 'clock' | 'newId'>,
  name: string,
  work: () => Promise<Result>,
  { leaseMs, waitMs, busy }: Required<LeaseOptions> & { readonly busy: string },
): Promise<Result> {
  const holder = platform.newId();
  const giveUpAt = platform.clock().getTime() + waitMs;
  while (!(await take(platform, name, holder, leaseMs))) {
    if (platform.clock().getTime() > giveUpAt) {
      throw new AppError('UNAVAILABLE', busy);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const renewal = setInterval(() => {
    take(platform, name, holder, leaseMs).catch(() => undefined);
  }, leaseMs / 3);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await release(platform, name, holder);
  }
}

async function take(
  platform: Pick<Platform, 'registry' | 'clock'>,
  sort: string,
  holder: string,
  leaseMs: number,
): Promise<boolean> {
  const now = platform.clock().getTime();
  const item = await platform.registry.get<Lease>(PARTITION, sort);
  if (item !== null && item.value.holder !== holder && item.value.until > now) return false;
  return wins(
    platform.registry.transact([
      {
        kind: 'put',
        partition: PARTITION,
        sort,
        value: { holder, until: now + leaseMs },
        expected: item?.version ?? 0,
      },
    ]),
  );
}

async function release(platform: Pick<Platform, 'registry'>, sort: string, holder: string): Promise<void> {
  const item = await platform.registry.get<Lease>(PARTITION, sort);
  if (item === null || item.value.holder !== holder) return;
  await wins(
    platform.registry.transact([{ kind: 'delete', partition: PARTITION, sort, expected: item.version }]),
  );
}

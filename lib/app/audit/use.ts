import { authorise, may } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { listDefinitions } from '#app/dataset.ts';
import type { Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import type { DatasetId } from '#core/model/id.ts';
import { audited } from './audited.ts';
import { pendingBatches, readChain, sealedEnd } from './chain.ts';
import { eventOf, type StoredEvent } from './event.ts';
import { type Named, Names } from './names.ts';
import { type Period, periodOf } from './period.ts';
import { chainRegions } from './region.ts';
import { cardsBackwards, eventsOf } from './scan.ts';
import { type UseSum, UseTally } from './use-tally.ts';

const DEFAULT_DAYS = 92;

/** What an organisation did with a dataset in a month: numbers only, never who or what. */
export type UseLine = Omit<UseSum, 'organisation' | 'people'> & {
  readonly organisation: Named;
  /** Different people. */
  readonly people: number;
};

export type UseSpec = {
  readonly dataset?: DatasetId | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

type Store = Pick<Platform, 'registry' | 'objects' | 'clock' | 'audit' | 'newId' | 'region'>;

/**
 * Who used the datasets of a supplying agency, by month, the newest first: one dataset, or all that the caller may ask
 * about; of the last three months unless it says otherwise. Fails with FORBIDDEN, DATASET_NOT_FOUND, SPEC_INVALID.
 */
export async function datasetUse(
  platform: Store,
  caller: Caller,
  spec: UseSpec,
): Promise<readonly UseLine[]> {
  const [agency] = caller.agencies;
  authorise(caller, 'read-use', agency === undefined ? {} : { agency });
  const datasets = (await listDefinitions(platform)).flatMap(({ id, contract }) =>
    may(caller, 'read-use', { agency: contract.agency }) && (spec.dataset ?? id) === id ? [id] : [],
  );
  if (spec.dataset !== undefined && datasets.length === 0)
    throw new AppError('DATASET_NOT_FOUND', `there is no dataset "${spec.dataset}"`);
  const period = periodOf(platform.clock(), spec.from, spec.to, DEFAULT_DAYS);
  return audited(
    platform,
    caller,
    'audit-read',
    'audit/use',
    { ...period },
    () => useLines(platform, new Set(datasets), period),
    { datasets },
    (lines) => ({ rows: lines.length }),
  );
}

async function useLines(
  platform: Store,
  datasets: ReadonlySet<DatasetId>,
  period: Period,
): Promise<readonly UseLine[]> {
  const names = new Names(platform.registry);
  const sums = (await talliedUse(platform, period)).filter(({ dataset }) => datasets.has(dataset));
  const lines = sums.map(async ({ people, organisation, ...sum }): Promise<UseLine> => {
    return {
      ...sum,
      organisation: await names.organisation(organisation ?? 'unknown'),
      people: people.length,
    };
  });
  return (await Promise.all(lines)).sort(
    (one, other) =>
      compare(other.month, one.month) ||
      compare(one.dataset, other.dataset) ||
      compare(one.organisation.id, other.organisation.id),
  );
}

/** From the cards of sealed objects; only those that reach out of the time are read themselves. */
async function talliedUse(platform: Store, { from, to }: Period): Promise<readonly UseSum[]> {
  const within = ({ at }: StoredEvent) => at >= from && at <= to;
  const tally = new UseTally();
  const { newest, events } = await unsealedNow(platform);
  for (const event of events.filter(within)) tally.addEvent(event);
  for (const [region, last] of newest)
    for await (const card of cardsBackwards(platform, region, to)) {
      if (card.maxAt < from) break;
      if (card.number > last || card.firstAt > to) continue;
      const isWhole = card.firstAt >= from && (card.lastAt ?? card.maxAt) <= to;
      if (isWhole && (card.use ?? null) !== null) for (const sum of card.use ?? []) tally.addSum(sum);
      else for (const event of (await eventsOf(platform, region, card)).filter(within)) tally.addEvent(event);
    }
  return tally.sums;
}

/** What was not sealed, and the last object of each region that was, at the same moment. */
async function unsealedNow(platform: Store): Promise<{
  readonly newest: ReadonlyMap<string, number>;
  readonly events: readonly StoredEvent[];
}> {
  const newestOf = async () => {
    const regions = await chainRegions(platform);
    const lasts = regions.map(async (region) => {
      const { chain } = await readChain(platform, region);
      return [region, chain.head?.number ?? 0] as const;
    });
    return new Map(await Promise.all(lasts));
  };
  for (;;) {
    const newest = await newestOf();
    const events: StoredEvent[] = [];
    for await (const { value } of pendingBatches(platform))
      if (value.last > ((await sealedEnd(platform, value.shard))?.sequence ?? 0))
        events.push(...value.lines.map(eventOf));
    const now = await newestOf();
    if ([...now].every(([region, last]) => newest.get(region) === last)) return { newest, events };
  }
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

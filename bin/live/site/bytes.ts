import { BatchGetQueryExecutionCommand, ListQueryExecutionsCommand } from '@aws-sdk/client-athena';
import { isNamed } from '#adapters/aws/error-name.ts';
import { WORKGROUP_PREFIX } from '#infra/names.ts';
import type { Cloud } from '../cloud.ts';
import { NotTried, ok, type Probe, wrong } from '../probe.ts';
import { referenceOf } from './reference.ts';

const NEWEST = 50;

export const yearPrunes: Probe = {
  name: 'year-prunes',
  what: 'A question about one year reads less than one about all',
  why: '`(period, v)` must prune; bytes are what is paid for',
  wants: ['--env', '--site'],
  makes: null,
  async run({ cloud, site }) {
    const [at] = [site(), cloud()];
    const reference = await referenceOf(at);
    const year = reference.to.slice(0, 4);
    if (reference.from.slice(0, 4) === year)
      throw new NotTried(`only ${year} is published of ${reference.dataset}`);
    const [field] = reference.fields;
    if (field === undefined) throw new NotTried(`${reference.dataset} shows no field`);
    const read: number[] = [];
    const ranges = [{}, { time: { from: `${year}-01-01`, to: `${year}-12-31` } }];
    for (const where of ranges) {
      const told = await watchBytes(cloud, reference.profile);
      const measures = [{ measure: 'distinct' as const, field }];
      await at.ask({ datasets: [reference.dataset], where, measures }, reference.through);
      const bytes = await told();
      if (bytes === null) throw new Error(`Athena knows of no statement under ${reference.profile}`);
      read.push(bytes);
    }
    const [all = 0, one = 0] = read;
    return one < all
      ? ok(`${bytesText(one)} of ${year}, ${bytesText(all)} of all years`)
      : wrong(
          `${bytesText(one)} of ${year}, and ${bytesText(all)} of all years`,
          'look at the statement in Athena: its condition on period must be on the partition column alone',
        );
  },
};

/**
 * Begins to watch what Athena scans under a profile, in both regions; the function that comes back gives the bytes of
 * the statements since, whoever asked them. Null without --env, or where nothing was asked.
 */
export async function watchBytes(cloud: () => Cloud, profile: string): Promise<() => Promise<number | null>> {
  let at: Cloud;
  try {
    at = cloud();
  } catch (error) {
    if (error instanceof NotTried) return async () => null;
    throw error;
  }
  const before = new Set((await newest(at, profile)).flatMap(({ ids }) => ids));
  return async () => {
    let bytes: number | null = null;
    for (const { athena, ids } of await newest(at, profile)) {
      const QueryExecutionIds = ids.filter((id) => !before.has(id));
      if (QueryExecutionIds.length === 0) continue;
      const command = new BatchGetQueryExecutionCommand({ QueryExecutionIds });
      for (const { Statistics } of (await athena.send(command)).QueryExecutions ?? [])
        bytes = (bytes ?? 0) + (Statistics?.DataScannedInBytes ?? 0);
    }
    return bytes;
  };
}

/** The newest statements of a profile's workgroup in each region; none where there is no such workgroup yet. */
async function newest({ regions, in: clients }: Cloud, profile: string) {
  const WorkGroup = `${WORKGROUP_PREFIX}${profile}`;
  return Promise.all(
    regions.map(async (region) => {
      const { athena } = clients(region);
      try {
        const command = new ListQueryExecutionsCommand({ WorkGroup, MaxResults: NEWEST });
        return { athena, ids: (await athena.send(command)).QueryExecutionIds ?? [] };
      } catch (error) {
        if (isNamed(error, 'InvalidRequestException')) return { athena, ids: [] };
        throw error;
      }
    }),
  );
}

/** Bytes in words: `812 B`, `1.4 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1_000;
  for (const unit of units) {
    if (value < 1_000) return `${value.toFixed(1)} ${unit}`;
    value /= 1_000;
  }
  return `${bytes} B`;
}

import {
  BatchGetQueryExecutionCommand,
  ListQueryExecutionsCommand,
  type QueryExecution,
} from '@aws-sdk/client-athena';
import { WORKGROUP_PREFIX } from '#infra/names.ts';
import type { Cloud } from '../cloud.ts';
import { NotTried, ok, type Probe, wrong } from '../probe.ts';
import { referenceOf } from './reference.ts';

/** Clocks of two machines may differ by so much. */
const SLACK_MS = 2_000;
const NEWEST = 50;

export const yearPrunes: Probe = {
  name: 'year-prunes',
  what: 'A question about one year reads less than one about all',
  why: '`(period, v)` must prune; bytes are what is paid for',
  wants: ['--env', '--site'],
  makes: null,
  async run({ cloud, site, clock }) {
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
      const begun = clock.now();
      const measures = [{ measure: 'distinct' as const, field }];
      await at.ask({ datasets: [reference.dataset], where, measures }, reference.through);
      const bytes = await scannedSince(cloud, reference.profile, begun);
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
 * Bytes that Athena scanned under a profile since a moment, in both regions: of whoever asked under it. Null without --env, or
 * where nothing was asked.
 */
export async function scannedSince(
  cloud: () => Cloud,
  profile: string,
  sinceMs: number,
): Promise<number | null> {
  let at: Cloud;
  try {
    at = cloud();
  } catch (error) {
    if (error instanceof NotTried) return null;
    throw error;
  }
  const executions: QueryExecution[] = [];
  for (const region of at.regions) {
    const { athena } = at.in(region);
    const WorkGroup = `${WORKGROUP_PREFIX}${profile}`;
    const { QueryExecutionIds = [] } = await athena.send(
      new ListQueryExecutionsCommand({ WorkGroup, MaxResults: NEWEST }),
    );
    if (QueryExecutionIds.length === 0) continue;
    const found = await athena.send(new BatchGetQueryExecutionCommand({ QueryExecutionIds }));
    executions.push(...(found.QueryExecutions ?? []));
  }
  const ours = executions.filter(
    ({ Status }) => (Status?.SubmissionDateTime?.getTime() ?? 0) >= sinceMs - SLACK_MS,
  );
  if (ours.length === 0) return null;
  return ours.reduce((sum, { Statistics }) => sum + (Statistics?.DataScannedInBytes ?? 0), 0);
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

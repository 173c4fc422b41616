import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { listDefinitions } from '#app/dataset.ts';
import { mustGetDelivery } from '#app/ingest/delivery-store.ts';
import type { Platform } from '#app/ports.ts';
import { currentManifest } from '#app/publication/manifest-store.ts';
import { addMonths } from '#core/ingest/month.ts';
import type { DatasetId } from '#core/model/id.ts';
import type { Manifest, ManifestDelivery } from '#core/model/manifest.ts';
import { monthText } from '#core/query/calendar.ts';
import { supplyOf } from '#core/query/supply.ts';

/** Records of one dataset that are older than it keeps them. */
export type RetentionReview = {
  readonly dataset: DatasetId;
  readonly retentionMonths: number;
  /** Records of months before this one are due, `yyyy-mm`. */
  readonly dueBefore: string;
  /** Months supplied before that, oldest first. */
  readonly months: readonly string[];
  /** Records of those months; of a delivery that was partly replaced, only those in years that are wholly due. */
  readonly rows: number;
};

/** Datasets with records that are due for review, by id. */
export async function listDueForReview(
  platform: Pick<Platform, 'registry' | 'objects' | 'clock'>,
  caller: Caller,
): Promise<readonly RetentionReview[]> {
  authorise(caller, 'read-definitions');
  const reviews: RetentionReview[] = [];
  for (const { id, retentionMonths } of await listDefinitions(platform)) {
    if (retentionMonths === null) continue;
    const manifest = await currentManifest(platform, id);
    const dueBefore = addMonths(localMonth(platform.clock()), -retentionMonths);
    const months = [...supplyOf(manifest).keys()].map(monthText).filter((month) => month < dueBefore);
    if (manifest === null || months.length === 0) continue;
    const rows = await rowsBefore(platform, manifest, dueBefore);
    reviews.push({ dataset: id, retentionMonths, dueBefore, months: months.sort(), rows });
  }
  return reviews;
}

async function rowsBefore(
  platform: Pick<Platform, 'registry'>,
  { dataset, deliveries }: Manifest,
  dueBefore: string,
): Promise<number> {
  let rows = 0;
  for (const delivery of deliveries) {
    if (delivery.coverage.from >= dueBefore) continue;
    rows +=
      delivery.coverage.to < dueBefore
        ? delivery.live
        : await someRows(platform, dataset, delivery, dueBefore);
  }
  return rows;
}

/** Of a delivery that reaches past the limit: whole years, and single months where none of its rows was replaced. */
async function someRows(
  platform: Pick<Platform, 'registry'>,
  dataset: DatasetId,
  { number, years = {} }: ManifestDelivery,
  dueBefore: string,
): Promise<number> {
  const { value } = await mustGetDelivery(platform, dataset, number);
  const byMonth = Object.entries(value.report?.byMonth ?? {});
  return Object.entries(years).reduce((sum, [year, { accepted, live }]) => {
    if (`${year}-12` < dueBefore) return sum + live;
    const due = byMonth.filter(([month]) => month.startsWith(`${year}-`) && month < dueBefore);
    return accepted === live ? sum + due.reduce((total, [, count]) => total + count, 0) : sum;
  }, 0);
}

function localMonth(now: Date): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/London',
    year: 'numeric',
    month: '2-digit',
  }).formatToParts(now);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}`;
}

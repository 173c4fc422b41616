import * as z from 'zod';
import type { Delivery } from '#core/model/delivery.ts';
import type { DatasetId } from '#core/model/id.ts';
import type { Caller } from './caller.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { deliverableDatasets, listDeliveries } from './ingest/deliveries.ts';
import type { Platform } from './ports.ts';

const PAGE = 50;
/** Dataset → number before which to go on; a dataset that is absent is at its end. */
const CursorSchema = z.record(z.string().max(48), z.int().min(0));

export type DeliveryPage = { readonly items: readonly Delivery[]; readonly nextCursor: string | null };

/**
 * Deliveries of one dataset or of all that the caller may see, newest first. Fails with FORBIDDEN for a dataset whose
 * deliveries the caller may not see, and with SPEC_INVALID for a cursor that this list did not give.
 */
export async function pageDeliveries(
  platform: Pick<Platform, 'registry'>,
  caller: Caller,
  options: { readonly dataset: DatasetId | null; readonly cursor: string | null },
): Promise<DeliveryPage> {
  const datasets =
    options.dataset === null
      ? (await deliverableDatasets(platform, caller)).map(({ id }) => id)
      : [options.dataset];
  const cursor = options.cursor === null ? null : readCursor(CursorSchema, options.cursor);
  const pages = await Promise.all(
    datasets.map((dataset) => {
      const before = cursor?.[dataset];
      if (cursor !== null && before === undefined) return [];
      return listDeliveries(platform, caller, dataset, {
        limit: PAGE + 1,
        ...(before === undefined ? {} : { before }),
      });
    }),
  );
  const candidates = pages.flat().sort(newestFirst);
  const items = candidates.slice(0, PAGE);
  if (candidates.length <= PAGE) return { items, nextCursor: null };
  const next = Object.fromEntries(
    datasets.flatMap((dataset, i) => {
      const left = pages[i]?.filter((delivery) => !items.includes(delivery)) ?? [];
      const last = items.findLast((delivery) => delivery.dataset === dataset);
      const start = left[0] === undefined ? null : (last?.number ?? left[0].number + 1);
      return start === null ? [] : [[dataset, start]];
    }),
  );
  return { items, nextCursor: writeCursor(next) };
}

function newestFirst(a: Delivery, b: Delivery): number {
  if (a.receivedAt !== b.receivedAt) return a.receivedAt < b.receivedAt ? 1 : -1;
  if (a.dataset !== b.dataset) return a.dataset < b.dataset ? -1 : 1;
  return b.number - a.number;
}

import type { Figures } from './assumptions.ts';
import { type CostLine, GIGABYTE, lineOf } from './line.ts';
import { queriesOf } from './query-cost.ts';

const DAYS = 30;

/** What is stored at the end of a month that is like all others, and what a month adds, in bytes. */
export type Volume = { readonly stored: number; readonly written: number; readonly objects: number };

/** Of records, their sources and staged rows, publications that were superseded, and the audit. */
export function volumeOf(figures: Figures): Volume {
  const { records } = figures;
  const monthly = figures['records-per-month'];
  const published = figures['published-bytes-per-record'];
  const kept = figures['staged-bytes-per-record'] + figures['source-bytes-per-record'];
  const rewritten = monthly * figures['rewrites-per-record'] * published;
  const audit = queriesOf(figures) * figures['audit-bytes-per-query'];
  return {
    stored:
      records * (published + kept) +
      rewritten * figures['superseded-months'] +
      audit * figures['audit-months'],
    written: monthly * kept + rewritten + audit,
    objects:
      figures['deliveries-per-month'] * figures['objects-per-delivery'] + figures['sealings-per-day'] * DAYS,
  };
}

/** GET requests of a month: what Athena reads. */
export function readsOf(figures: Figures): number {
  return queriesOf(figures) * figures['executions-per-query'] * figures['reads-per-execution'];
}

/** Objects in both regions, the requests on them, and their replication. */
export function storageLines(figures: Figures): readonly CostLine[] {
  const { stored, written, objects } = volumeOf(figures);
  const [gigabytes, added] = [stored / GIGABYTE, written / GIGABYTE];
  const reads = readsOf(figures);
  return [
    lineOf(['S3', 'storage', 'London'], gigabytes, 'GB', figures['price-storage.london']),
    lineOf(['S3', 'storage', 'Ireland'], gigabytes, 'GB', figures['price-storage.ireland']),
    lineOf(['S3', 'writes', 'London'], objects, 'requests', figures['price-put.london'], 1e3),
    lineOf(['S3', 'replicated writes', 'Ireland'], objects, 'requests', figures['price-put.ireland'], 1e3),
    lineOf(['S3', 'reads', 'London'], reads, 'requests', figures['price-get.london'], 1e3),
    lineOf(['S3', 'replication transfer', 'both'], added, 'GB', figures['price-replication']),
    lineOf(['S3', 'replication time control', 'both'], added, 'GB', figures['price-replication-time']),
    lineOf(
      ['CloudTrail', 'data events', 'both'],
      reads + 2 * objects,
      'events',
      figures['price-data-events'],
      1e5,
    ),
    lineOf(
      ['GuardDuty', 'malware scan, bytes', 'London'],
      (figures['records-per-month'] * figures['source-bytes-per-record']) / GIGABYTE,
      'GB',
      figures['price-malware-bytes'],
    ),
    lineOf(
      ['GuardDuty', 'malware scan, objects', 'London'],
      figures['deliveries-per-month'],
      'objects',
      figures['price-malware-objects'],
      1e3,
    ),
  ];
}

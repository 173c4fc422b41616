import type { AssumptionKey, Figures } from './assumptions.ts';

const MEGABYTE = 2 ** 20;
const TERABYTE = 2 ** 40;
const LEAST_MEGABYTES = 10;

/** USD of one execution that reads so many bytes: whole megabytes, ten at least. */
export function scanCost(bytes: number, usdPerTerabyte: number): number {
  const megabytes = Math.max(LEAST_MEGABYTES, Math.ceil(bytes / MEGABYTE));
  return (megabytes * MEGABYTE * usdPerTerabyte) / TERABYTE;
}

/** What one query of a kind reads and costs. */
export type QueryCost = {
  readonly kind: string;
  /** Of all queries, 0 to 1. */
  readonly share: number;
  /** Read by its larger execution. */
  readonly bytes: number;
  /** Athena alone, every execution of the query. */
  readonly scanUsd: number;
  /** With the requests, reads, writes and records of events that it causes; allowances are not counted. */
  readonly usd: number;
};

const KINDS = ['overview', 'neighbourhood', 'radius', 'polygon', 'history', 'records', 'text'] as const;

/** What a query of each kind costs, in the order of the assumptions. */
export function queryCosts(figures: Figures): readonly QueryCost[] {
  const shareOf = (kind: (typeof KINDS)[number]) => figures[`share-${kind}` satisfies AssumptionKey];
  const all = KINDS.reduce((sum, kind) => sum + shareOf(kind), 0);
  return KINDS.map((kind) => {
    const bytes = figures[`scan-${kind}` satisfies AssumptionKey] * figures.records;
    const scanUsd = figures['executions-per-query'] * scanCost(bytes, figures['price-scan']);
    return { kind, share: shareOf(kind) / all, bytes, scanUsd, usd: scanUsd + besides(figures) };
  });
}

/** Queries of a month. */
export function queriesOf(figures: Figures): number {
  return figures.users * figures['days-per-month'] * figures['queries-per-user-day'];
}

/** USD of a query besides what Athena reads. */
function besides(figures: Figures): number {
  const requests = figures['requests-per-query'];
  const gets = figures['executions-per-query'] * figures['reads-per-execution'];
  const gigabyteSeconds = (requests * figures['api-ms'] * figures['api-memory-mb']) / 1_000 / 1_024;
  const reads = figures['read-units-per-query'] + requests * figures['read-units-per-request'];
  const writePrice = figures['price-write-units.london'] + figures['price-write-units.ireland'];
  return (
    gigabyteSeconds * figures['price-lambda-seconds'] +
    (requests * (figures['price-lambda-requests'] + figures['price-api-requests'])) / 1e6 +
    (figures['write-units-per-query'] * writePrice + reads * figures['price-read-units.london']) / 1e6 +
    (gets * figures['price-get.london']) / 1e3 +
    (gets * figures['price-data-events']) / 1e5
  );
}

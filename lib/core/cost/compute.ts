import type { Figures } from './assumptions.ts';
import { beyond, type CostLine, GIGABYTE, lineOf } from './line.ts';
import { queriesOf, queryCosts } from './query-cost.ts';

const FREE_DISK_MB = 512;
const HOURS = 730;

/** Requests to the API in a month. */
export function requestsOf(figures: Figures): number {
  return queriesOf(figures) * figures['requests-per-query'];
}

/** Athena, the registry, functions, the API and queues. */
export function computeLines(figures: Figures): readonly CostLine[] {
  return [...athenaLines(figures), ...registryLines(figures), ...functionLines(figures)];
}

function athenaLines(figures: Figures): readonly CostLine[] {
  const queries = queriesOf(figures);
  const executions = queries * figures['executions-per-query'];
  const usd = queryCosts(figures).reduce((sum, { share, scanUsd }) => sum + queries * share * scanUsd, 0);
  return [
    { service: 'Athena', item: 'scans', region: 'London', quantity: executions, unit: 'executions', usd },
    lineOf(
      ['Glue', 'requests', 'London'],
      beyond(figures['free-catalogue-requests'], executions * figures['catalogue-requests-per-execution']),
      'requests',
      figures['price-catalogue-requests'],
      1e6,
    ),
    lineOf(
      ['Glue', 'tables and partitions', 'both'],
      beyond(figures['free-catalogue-objects'], figures['catalogue-objects']),
      'objects',
      figures['price-catalogue-objects'],
      1e5,
    ),
  ];
}

function registryLines(figures: Figures): readonly CostLine[] {
  const queries = queriesOf(figures);
  const writes = queries * figures['write-units-per-query'];
  const reads =
    queries * figures['read-units-per-query'] +
    requestsOf(figures) * figures['read-units-per-request'] +
    figures['scheduled-runs-per-month'] * figures['read-units-per-run'];
  const bytes =
    figures['registry-bytes'] + queries * figures['query-months'] * figures['registry-bytes-per-query'];
  const twice = (2 * bytes) / GIGABYTE;
  return [
    lineOf(['DynamoDB', 'writes', 'London'], writes, 'units', figures['price-write-units.london'], 1e6),
    lineOf(
      ['DynamoDB', 'replicated writes', 'Ireland'],
      writes,
      'units',
      figures['price-write-units.ireland'],
      1e6,
    ),
    lineOf(['DynamoDB', 'reads', 'London'], reads, 'units', figures['price-read-units.london'], 1e6),
    lineOf(['DynamoDB', 'storage', 'both'], twice, 'GB', figures['price-registry-storage']),
    lineOf(['DynamoDB', 'point-in-time recovery', 'both'], twice, 'GB', figures['price-registry-recovery']),
  ];
}

function functionLines(figures: Figures): readonly CostLine[] {
  const requests = requestsOf(figures);
  const [runs, deliveries] = [figures['scheduled-runs-per-month'], figures['deliveries-per-month']];
  const deliverySeconds = deliveries * figures['delivery-seconds'];
  const seconds =
    (requests * figures['api-ms'] * figures['api-memory-mb']) / 1_000 / 1_024 +
    (runs * figures['run-ms'] * figures['run-memory-mb']) / 1_000 / 1_024 +
    (deliverySeconds * figures['delivery-memory-mb']) / 1_024;
  const disk = (deliverySeconds * beyond(FREE_DISK_MB, figures['delivery-disk-mb'])) / 1_024;
  return [
    lineOf(
      ['Lambda', 'work', 'London'],
      beyond(figures['free-lambda-seconds'], seconds),
      'GB seconds',
      figures['price-lambda-seconds'],
    ),
    lineOf(['Lambda', 'disk', 'London'], disk, 'GB seconds', figures['price-lambda-disk']),
    lineOf(
      ['Lambda', 'requests', 'London'],
      beyond(figures['free-lambda-requests'], requests + runs + deliveries),
      'requests',
      figures['price-lambda-requests'],
      1e6,
    ),
    lineOf(['API Gateway', 'requests', 'London'], requests, 'requests', figures['price-api-requests'], 1e6),
    lineOf(
      ['SQS', 'requests', 'London'],
      beyond(figures['free-queue-requests'], figures.queues * figures['receives-per-queue']),
      'requests',
      figures['price-queue-requests'],
      1e6,
    ),
    lineOf(
      ['Transfer Family', 'endpoints (optional)', 'London'],
      figures['sftp-endpoints'] * HOURS,
      'hours',
      figures['price-sftp'],
    ),
  ];
}

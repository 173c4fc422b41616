import type { Figures } from './assumptions.ts';
import { requestsOf } from './compute.ts';
import { beyond, type CostLine, GIGABYTE, lineOf } from './line.ts';
import { queriesOf } from './query-cost.ts';

/** The site, sign-in, keys, the firewall, logs and what leaves the region. */
export function edgeLines(figures: Figures): readonly CostLine[] {
  return [...siteLines(figures), ...identityLines(figures), ...watchLines(figures)];
}

function siteLines(figures: Figures): readonly CostLine[] {
  const loads = figures.users * figures['days-per-month'] * figures['site-loads-per-user-day'];
  const siteRequests = loads * figures['requests-per-site-load'];
  const out =
    requestsOf(figures) * figures['bytes-per-response'] +
    figures.users * figures['download-bytes-per-user-month'];
  return [
    lineOf(
      ['CloudFront', 'bytes', 'everywhere'],
      beyond(figures['free-site-bytes'], loads * figures['bytes-per-site-load']) / GIGABYTE,
      'GB',
      figures['price-site-bytes'],
    ),
    lineOf(
      ['CloudFront', 'requests', 'everywhere'],
      beyond(figures['free-site-requests'], siteRequests),
      'requests',
      figures['price-site-requests'],
      1e4,
    ),
    lineOf(
      ['Data transfer', 'answers and downloads', 'London'],
      beyond(figures['free-transfer-bytes'], out) / GIGABYTE,
      'GB',
      figures['price-transfer'],
    ),
    lineOf(['WAF', 'web ACL', 'everywhere'], 1, 'ACLs', figures['price-firewall']),
    lineOf(
      ['WAF', 'rules', 'everywhere'],
      figures['firewall-rules'],
      'rules',
      figures['price-firewall-rule'],
    ),
    lineOf(
      ['WAF', 'requests', 'everywhere'],
      siteRequests,
      'requests',
      figures['price-firewall-requests'],
      1e6,
    ),
    lineOf(['Route 53', 'zones', 'everywhere'], figures['hosted-zones'], 'zones', figures['price-zone']),
    lineOf(
      ['Route 53', 'health checks', 'everywhere'],
      figures['health-checks'],
      'checks',
      figures['price-health-check'],
    ),
  ];
}

function identityLines(figures: Figures): readonly CostLine[] {
  const keyRequests = queriesOf(figures) * figures['key-requests-per-query'];
  return [
    lineOf(
      ['Cognito', 'people', 'London'],
      beyond(figures['free-users'], figures.users),
      'people',
      figures['price-user'],
    ),
    lineOf(['KMS', 'keys', 'both'], 2 * figures['keys-per-region'], 'keys', figures['price-key']),
    lineOf(
      ['KMS', 'requests', 'London'],
      beyond(figures['free-key-requests'], keyRequests),
      'requests',
      figures['price-key-requests'],
      1e4,
    ),
  ];
}

function watchLines(figures: Figures): readonly CostLine[] {
  const bytes = requestsOf(figures) * figures['log-bytes-per-request'];
  const months = figures['log-months'];
  return [
    lineOf(
      ['CloudWatch', 'logs written', 'London'],
      beyond(figures['free-log-bytes'], bytes) / GIGABYTE,
      'GB',
      figures['price-log-bytes'],
    ),
    lineOf(
      ['CloudWatch', 'logs kept', 'London'],
      (bytes * months) / GIGABYTE,
      'GB',
      figures['price-log-storage'],
    ),
    lineOf(
      ['CloudWatch', 'alarms', 'both'],
      beyond(figures['free-alarms'], figures.alarms),
      'alarms',
      figures['price-alarm'],
    ),
    lineOf(
      ['CloudWatch', 'metrics', 'London'],
      beyond(figures['free-metrics'], figures.metrics),
      'metrics',
      figures['price-metric'],
    ),
    lineOf(
      ['CloudWatch', 'dashboards', 'London'],
      beyond(figures['free-dashboards'], figures.dashboards),
      'dashboards',
      figures['price-dashboard'],
    ),
  ];
}

import { type Assumption, assumed, given, listed, measured, secondHand } from './assumption.ts';

const LONDON =
  'AWS price list of eu-west-2, September to October 2026, as a public cost study of that time quotes it';
const PAIR =
  'AWS price list, 2026, of the pair Ireland to London, as a public study of replication quotes it';
const DEMO = 'a demonstration of 400,000 records written by this release, November 2026';
const LARGE =
  'bytes read by DuckDB of 30 million made-up records in files written as the product writes them, per record';
const NO_LONDON = 'no source for London was found: the price of US East stands in';
const NO_IRELAND = 'no source for Ireland was found: the price of London stands in';

/**
 * Every figure that the cost rests on, by the name under which `ops cost --assumption` changes it. Prices are in USD
 * without tax and support. `free-…` are allowances of the account for good; those of a first year are left out.
 */
export const ASSUMPTIONS = {
  records: given(30_000_000, 'records', 'what the product is to hold'),
  'records-per-month': given(300_000, 'records a month', 'what arrives'),
  users: given(300, 'people', 'who are active in a month'),
  'deliveries-per-month': given(9, 'files a month', 'one of each dataset'),

  'days-per-month': assumed(21, 'days', 'working days'),
  'queries-per-user-day': assumed(
    35,
    'queries',
    'a chart or map that is drawn anew is a query; 220,000 a month',
  ),
  'requests-per-query': assumed(
    6,
    'requests',
    'the question, two looks at how it stands, a page, and two about data and places',
  ),
  'site-loads-per-user-day': assumed(3, 'loads', ''),
  'requests-per-site-load': assumed(30, 'requests', 'pages, scripts and tiles that no cache holds'),
  'bytes-per-site-load': assumed(3_000_000, 'bytes', 'mostly map tiles; the scripts stay in the cache'),
  'download-bytes-per-user-month': assumed(50_000_000, 'bytes', 'CSV files of the exports bucket'),
  'bytes-per-response': measured(8_000, 'bytes', `answers of four kinds have 1 to 17 kB; ${DEMO}`),

  'published-bytes-per-record': measured(34.5, 'bytes', `Parquet, five datasets, 9 to 51; ${DEMO}`),
  'staged-bytes-per-record': measured(63.1, 'bytes', `Parquet, one file for each delivery; ${DEMO}`),
  'source-bytes-per-record': measured(203, 'bytes', `CSV as it was received; ${DEMO}`),
  'rewrites-per-record': assumed(
    6.5,
    'records written',
    'a delivery writes its year anew: of twelve months on average six and a half',
  ),
  'superseded-months': given(
    11,
    'months',
    'ten publications before the current one are kept, and their removed versions another month',
  ),
  'audit-bytes-per-query': measured(1_400, 'bytes', `sealed lines of an intent and an outcome; ${DEMO}`),
  'audit-months': assumed(84, 'months', 'how long the audit is kept; policy decides'),
  'sealings-per-day': given(1_440, 'objects', 'one a minute while something happens, at most'),
  'objects-per-delivery': measured(12, 'objects', `received, staged, located, published, manifest; ${DEMO}`),

  'executions-per-query': measured(2, 'executions', `the answer, and what is not on the map; ${DEMO}`),
  'reads-per-execution': assumed(
    30,
    'GET requests',
    'three parts of a file, ten years; to be seen on the first day',
  ),
  'share-overview': assumed(35, 'parts', 'borough by month and category, three years'),
  'share-neighbourhood': assumed(20, 'parts', 'LSOA by category, one year'),
  'share-radius': assumed(15, 'parts', '500 m around a point, two years'),
  'share-polygon': assumed(10, 'parts', 'a drawn shape, three years, hour by weekday'),
  'share-history': assumed(10, 'parts', 'all years by borough, all datasets'),
  'share-records': assumed(8, 'parts', 'a page of records'),
  'share-text': assumed(2, 'parts', 'words in descriptions, all years'),
  'scan-overview': measured(0.083, 'bytes for each record stored', LARGE),
  'scan-neighbourhood': measured(0.027, 'bytes for each record stored', LARGE),
  'scan-radius': measured(0.27, 'bytes for each record stored', LARGE),
  'scan-polygon': measured(0.17, 'bytes for each record stored', LARGE),
  'scan-history': measured(0.47, 'bytes for each record stored', LARGE),
  'scan-records': measured(
    3,
    'bytes for each record stored',
    `${LARGE}: 0.4 to 0.8, and 3 where an engine reads wide columns of whole row groups`,
  ),
  'scan-text': measured(7.6, 'bytes for each record stored', LARGE),

  'write-units-per-query': measured(
    22,
    'write units',
    `9 to 16, transactions count twice, and 6 for sealing; ${DEMO}`,
  ),
  'read-units-per-query': measured(28, 'read units', `17 to 28, strongly consistent; ${DEMO}`),
  'read-units-per-request': assumed(4, 'read units', 'who asks, their sign-in and stops; kept for 30 s'),
  'registry-bytes-per-query': measured(1_000, 'bytes', `item of a query, 730 to 780, and its key; ${DEMO}`),
  'query-months': given(13, 'months', 'how long a query is kept'),
  'registry-bytes': assumed(100_000_000, 'bytes', 'people, profiles, definitions, deliveries'),
  'scheduled-runs-per-month': given(
    166_500,
    'runs',
    'in the active region sealing and the ends of queries each minute, alerts and the catalogue every five, three tasks each quarter of an hour, three a day; in the other sealing and the catalogue',
  ),
  'read-units-per-run': measured(10, 'read units', `7 reads of 9 units seal what there is; ${DEMO}`),

  'api-ms': assumed(700, 'ms', 'of a request; a question waits up to 1.5 s for its answer'),
  'api-memory-mb': given(1_024, 'MB', 'lambdas/functions.ts'),
  'run-ms': assumed(1_000, 'ms', 'of a scheduled run'),
  'run-memory-mb': given(1_024, 'MB', 'lambdas/functions.ts, the larger of them'),
  'delivery-seconds': assumed(
    180,
    's',
    'two cores took a minute for 400,000 records in 19 files; Lambda also moves the files',
  ),
  'delivery-memory-mb': given(8_192, 'MB', 'lambdas/functions.ts'),
  'delivery-disk-mb': given(10_240, 'MB', 'the most that there is'),
  queues: given(8, 'queues', 'scans, deliveries, geographies and downloads, asked in both regions'),
  'receives-per-queue': secondHand(
    648_000,
    'requests a month',
    'five pollers that wait 20 s, as guides to prices say',
  ),

  'keys-per-region': given(3, 'keys', 'data, audit, operations; lib/infra/stacks/keys.ts'),
  'key-requests-per-query': assumed(6, 'requests', 'bucket keys spare most'),
  'catalogue-requests-per-execution': assumed(4, 'requests', 'tables and partitions'),
  'catalogue-objects': assumed(2_000, 'objects', 'tables and partitions'),
  'log-bytes-per-request': assumed(1_500, 'bytes', 'access log and technical log'),
  'log-months': given(13, 'months', 'of prod; lib/infra/environments.ts'),
  alarms: given(69, 'alarms', 'lib/infra/stacks/observability.ts and watch.ts, of both regions'),
  metrics: given(
    18,
    'metrics',
    'one of its own in each region, and four of each rule of replication, which are billed alike',
  ),
  dashboards: given(2, 'dashboards', 'one of each region'),
  'firewall-rules': given(4, 'rules', 'lib/infra/stacks/edge.ts'),
  'health-checks': given(2, 'checks', 'one for each region'),
  'hosted-zones': assumed(1, 'zones', 'where the product has its own domain'),
  'sftp-endpoints': assumed(0, 'endpoints', 'optional'),

  'price-storage.london': listed(
    0.024,
    'USD a GB and month',
    `EUW2-TimedStorage-ByteHrs, first 50 TB; ${LONDON}`,
  ),
  'price-storage.ireland': listed(
    0.023,
    'USD a GB and month',
    'AWS price list of eu-west-1, July 2026, as public source code quotes it',
  ),
  'price-put.london': listed(0.0053, 'USD a thousand', `EUW2-Requests-Tier1; ${LONDON}`),
  'price-put.ireland': listed(0.005, 'USD a thousand', PAIR),
  'price-get.london': listed(0.00042, 'USD a thousand', `EUW2-Requests-Tier2; ${LONDON}`),
  'price-replication': listed(
    0.02,
    'USD a GB',
    `transfer between the regions, EU-EUW2-AWS-Out-Bytes; ${PAIR}, the way back not seen`,
  ),
  'price-replication-time': listed(
    0.015,
    'USD a GB',
    `EU-EUW2-S3RTC-Out-Bytes; ${PAIR}, the way back not seen`,
  ),
  'price-write-units.london': secondHand(
    0.7423,
    'USD a million',
    'a public note on on-demand prices of eu-west-2; half of the price before November 2024',
  ),
  'price-write-units.ireland': assumed(
    0.7423,
    'USD a million',
    `a replicated write costs what a write costs since November 2024; ${NO_IRELAND}`,
  ),
  'price-read-units.london': secondHand(0.1487, 'USD a million', 'the same note of eu-west-2'),
  'price-registry-storage': secondHand(0.25, 'USD a GB and month', NO_LONDON),
  'price-registry-recovery': secondHand(0.2, 'USD a GB and month', `TimedPITRStorage-ByteHrs; ${NO_LONDON}`),
  'price-scan': secondHand(
    5,
    'USD a TB',
    'AWS price list of eu-west-1 and public pages; 10 MB at least for each execution; no line of London was seen',
  ),
  'price-lambda-seconds': listed(0.0000133334, 'USD a GB second', `EUW2-Lambda-GB-Second-ARM; ${LONDON}`),
  'price-lambda-disk': listed(0.0000000358, 'USD a GB second', `EUW2-Lambda-Storage-GB-Second; ${LONDON}`),
  'price-lambda-requests': listed(0.2, 'USD a million', `EUW2-Request-ARM; ${LONDON}`),
  'price-api-requests': listed(
    1.16,
    'USD a million',
    'EUW2-ApiGatewayHttpRequest; AWS price list, September 2026, as a public test quotes it',
  ),
  'price-queue-requests': listed(0.4, 'USD a million', `EUW2-Requests-Tier1; ${LONDON}`),
  'price-site-bytes': listed(0.085, 'USD a GB', `EU-DataTransfer-Out-Bytes; ${LONDON}`),
  'price-site-requests': listed(0.012, 'USD ten thousand', `EU-Requests-Tier2-HTTPS; ${LONDON}`),
  'price-transfer': listed(0.09, 'USD a GB', `EUW2-DataTransfer-Out-Bytes; ${LONDON}`),
  'price-user': listed(
    0.015,
    'USD a person',
    'EUW2-CognitoEssentialsMAU; AWS price list, 2026, as a public study quotes it',
  ),
  'price-key': listed(1, 'USD a month', `a key or a replica; eu-west-2-KMS-Keys; ${LONDON}`),
  'price-key-requests': listed(0.03, 'USD ten thousand', `eu-west-2-KMS-Requests; ${LONDON}`),
  'price-data-events': secondHand(
    0.1,
    'USD a hundred thousand',
    `public extracts of the price list; ${NO_LONDON}`,
  ),
  'price-malware-bytes': secondHand(
    0.09,
    'USD a GB',
    'pages about prices after February 2025; region not said',
  ),
  'price-malware-objects': secondHand(0.215, 'USD a thousand', 'the same pages; region not said'),
  'price-firewall': secondHand(5, 'USD a month', 'guides to prices; the same everywhere'),
  'price-firewall-rule': secondHand(1, 'USD a month', 'guides to prices; the same everywhere'),
  'price-firewall-requests': secondHand(0.6, 'USD a million', 'guides to prices; the same everywhere'),
  'price-log-bytes': listed(0.5985, 'USD a GB', `EUW2-DataProcessing-Bytes; ${LONDON}`),
  'price-log-storage': listed(0.0315, 'USD a GB and month', `EUW2-TimedStorage-ByteHrs; ${LONDON}`),
  'price-alarm': listed(0.1, 'USD a month', `EUW2-CW:AlarmMonitorUsage; ${LONDON}`),
  'price-metric': listed(0.3, 'USD a month', `EUW2-CW:MetricMonitorUsage; ${LONDON}`),
  'price-dashboard': secondHand(3, 'USD a month', 'commonly said; not in the list of London'),
  'price-catalogue-requests': secondHand(1, 'USD a million', 'public guides; region not said'),
  'price-catalogue-objects': secondHand(1, 'USD a hundred thousand', 'public guides; region not said'),
  'price-zone': listed(0.5, 'USD a month', `HostedZone; ${LONDON}`),
  'price-health-check': listed(0.5, 'USD a month', `Health-Check-AWS, free allowance not counted; ${LONDON}`),
  'price-sftp': assumed(0.3, 'USD an hour', 'commonly said; no source of 2026 was found, region not said'),

  'free-lambda-seconds': listed(400_000, 'GB seconds', `Global-Lambda-GB-Second; ${LONDON}`),
  'free-lambda-requests': listed(1_000_000, 'requests', `Global-Request; ${LONDON}`),
  'free-queue-requests': listed(1_000_000, 'requests', `Global-Requests; ${LONDON}`),
  'free-site-bytes': listed(1_000_000_000_000, 'bytes', `Global-DataTransfer-Out-Bytes; ${LONDON}`),
  'free-site-requests': listed(10_000_000, 'requests', `Global-Requests-Tier1; ${LONDON}`),
  'free-transfer-bytes': listed(100_000_000_000, 'bytes', `Global-DataTransfer-Out-Bytes; ${LONDON}`),
  'free-users': secondHand(
    10_000,
    'people',
    'AWS pages about prices of Cognito Essentials; the same everywhere',
  ),
  'free-key-requests': listed(20_000, 'requests', `Global-KMS-Requests; ${LONDON}`),
  'free-log-bytes': listed(5_000_000_000, 'bytes', `Global-DataProcessing-Bytes; ${LONDON}`),
  'free-alarms': listed(10, 'alarms', `Global-CW:AlarmMonitorUsage; ${LONDON}`),
  'free-metrics': listed(10, 'metrics', LONDON),
  'free-dashboards': secondHand(3, 'dashboards', 'commonly said; the same everywhere'),
  'free-catalogue-requests': secondHand(1_000_000, 'requests', 'public guides; region not said'),
  'free-catalogue-objects': secondHand(1_000_000, 'objects', 'public guides; region not said'),
} as const satisfies Readonly<Record<string, Assumption>>;

export type AssumptionKey = keyof typeof ASSUMPTIONS;
/** The figures to calculate with. */
export type Figures = Readonly<Record<AssumptionKey, number>>;

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASSUMPTIONS, type AssumptionKey } from '#core/cost/assumptions.ts';
import { figuresWith } from '#core/cost/figures.ts';
import { monthlyCost } from '#core/cost/month.ts';
import { queryCosts, scanCost } from '#core/cost/query-cost.ts';
import { FUNCTIONS } from '#lambdas/functions.ts';

const KEYS = Object.keys(ASSUMPTIONS) as AssumptionKey[];
const usdOf = (...changes: readonly string[]) => monthlyCost(figuresWith(changes)).usd;

/** Everything set to 0 but what is given. */
function onlyWith(given: Partial<Record<AssumptionKey, number>>): readonly string[] {
  return KEYS.map((key) => `${key}=${given[key] ?? 0}`);
}

function serviceOf(name: string, changes: readonly string[] = []): number {
  const { lines } = monthlyCost(figuresWith(changes));
  return lines.filter(({ service }) => service === name).reduce((sum, { usd }) => sum + usd, 0);
}

describe('scanCost(bytes, usdPerTerabyte)', () => {
  it('counts 10 MB for whatever reads less', () => {
    for (const bytes of [0, 1, 10 * 1_048_576]) expect(scanCost(bytes, 5)).toBeCloseTo(0.0000476837, 10);
  });

  it('counts whole megabytes beyond', () => {
    expect(scanCost(10 * 1_048_576 + 1, 5)).toBeCloseTo((11 / 1_048_576) * 5, 12);
    expect(scanCost(2 ** 40, 5)).toBe(5);
    expect(scanCost(227_000_000, 5)).toBeCloseTo((217 * 5) / 1_048_576, 12);
  });
});

describe('queryCosts(figures)', () => {
  it('gives a query that reads 90 MB twice what two executions of 86 MB cost', () => {
    const records = queryCosts(figuresWith([])).find(({ kind }) => kind === 'records');
    expect(records?.bytes).toBe(90_000_000);
    expect(records?.scanUsd).toBeCloseTo((2 * 86 * 5) / 1_048_576, 12);
  });

  it('adds requests, registry, reads and events to the scan, as by hand', () => {
    const [first] = queryCosts(figuresWith([]));
    const lambda = 6 * 0.7 * 0.0000133334;
    const api = 6 * (0.2e-6 + 1.16e-6);
    const registry = 22 * 2 * 0.7423e-6 + (28 + 6 * 4) * 0.1487e-6;
    const reads = 60 * (0.00042e-3 + 0.1e-5);
    expect(first?.usd).toBeCloseTo(2 * 0.0000476837 + lambda + api + registry + reads, 9);
  });

  it('has shares that are 1 together', () => {
    const shares = queryCosts(figuresWith(['share-text=70'])).map(({ share }) => share);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });
});

describe('monthlyCost(figures)', () => {
  it('comes to what the services cost when they are calculated by hand', () => {
    const queries = 300 * 21 * 35;
    const stored = 30e6 * (34.5 + 63.1 + 203) + 300e3 * 6.5 * 34.5 * 11 + queries * 1_400 * 84;
    const added = 300e3 * (63.1 + 203) + 300e3 * 6.5 * 34.5 + queries * 1_400;
    const objects = 9 * 12 + 1_440 * 30;
    const gigabyte = 1_073_741_824;
    expect(serviceOf('S3')).toBeCloseTo(
      (stored / gigabyte) * (0.024 + 0.023) +
        objects * (0.0000053 + 0.000005) +
        queries * 60 * 0.00000042 +
        (added / gigabyte) * 0.035,
      6,
    );
    expect(serviceOf('CloudTrail')).toBeCloseTo((queries * 60 + objects * 2) * 0.000001, 6);
    expect(serviceOf('DynamoDB')).toBeCloseTo(
      (queries * 22 * 2 * 0.7423 + (queries * (28 + 24) + 1_665_000) * 0.1487) / 1e6 +
        ((100e6 + queries * 13 * 1_000) / gigabyte) * 2 * 0.45,
      6,
    );
    expect(serviceOf('Lambda')).toBeCloseTo(
      (queries * 6 * 0.7 + 166_500 + 9 * 180 * 8 - 400_000) * 0.0000133334 +
        9 * 180 * 9.5 * 0.0000000358 +
        (queries * 6 + 166_500 + 9 - 1_000_000) * 0.0000002,
      6,
    );
    const floors = (0.8 * 20 + 0.1 * 2 * 14 + 0.08 * 2 * 86 + 0.02 * 2 * 218) / 1_048_576;
    expect(serviceOf('Athena')).toBeCloseTo(queries * floors * 5, 6);
    expect(serviceOf('API Gateway')).toBeCloseTo(queries * 6 * 0.00000116, 9);
    expect(serviceOf('SQS')).toBeCloseTo((8 * 648_000 - 1_000_000) * 0.0000004, 9);
    expect(serviceOf('WAF')).toBeCloseTo(5 + 4 + 300 * 21 * 3 * 30 * 0.0000006, 9);
    expect(serviceOf('KMS')).toBeCloseTo(6 + (queries * 6 - 20_000) * 0.000003, 9);
    expect(serviceOf('Cognito')).toBe(0);
    expect(serviceOf('CloudWatch')).toBeCloseTo(
      5.9 + 2.4 + (queries * 6 * 1_500 * 13 * 0.0315) / gigabyte,
      9,
    );
    expect(serviceOf('Route 53')).toBeCloseTo(1.5, 9);
    expect(serviceOf('Glue')).toBeCloseTo((queries * 8 - 1_000_000) / 1e6, 9);
    expect(serviceOf('GuardDuty')).toBeCloseTo((300e3 * 203 * 0.09) / gigabyte + 9 * 0.000215, 9);
  });

  it('is the sum of its lines, none of which is negative', () => {
    const { lines, usd } = monthlyCost(figuresWith([]));
    expect(lines.every((line) => line.usd >= 0 && line.quantity >= 0)).toBe(true);
    expect(lines.reduce((sum, line) => sum + line.usd, 0)).toBe(usd);
  });

  it('charges what is beyond an allowance, and nothing below it', () => {
    expect(serviceOf('Cognito', ['users=10000'])).toBe(0);
    expect(serviceOf('Cognito', ['users=10100'])).toBeCloseTo(1.5, 9);
  });

  it('charges an SFTP endpoint where there is one', () => {
    expect(serviceOf('Transfer Family')).toBe(0);
    expect(serviceOf('Transfer Family', ['sftp-endpoints=1'])).toBeCloseTo(219, 9);
  });

  it('is the web ACL alone when there is nothing else to pay for', () => {
    expect(usdOf(...onlyWith({ 'share-overview': 1, 'price-firewall': 5 }))).toBe(5);
  });

  it('never costs less when any amount or price grows, nor when an allowance shrinks', () => {
    const dearer = KEYS.filter((key) => !key.startsWith('free-') && !key.startsWith('share-'));
    fc.assert(
      fc.property(fc.constantFrom(...dearer), fc.double({ min: 1, max: 50, noNaN: true }), (key, factor) => {
        const grown = (ASSUMPTIONS[key].value * factor + 1e-6).toFixed(9);
        expect(usdOf(`${key}=${grown}`), key).toBeGreaterThanOrEqual(usdOf() - 1e-9);
      }),
    );
    for (const key of KEYS.filter((key) => key.startsWith('free-')))
      expect(usdOf(`${key}=0`), key).toBeGreaterThanOrEqual(usdOf());
  });

  it('rests on each of its assumptions: another figure gives another sum, or an allowance hides it', () => {
    const hidden: readonly AssumptionKey[] = [
      'price-user',
      'price-dashboard',
      'price-log-bytes',
      'price-site-bytes',
      'price-site-requests',
      'price-catalogue-objects',
      'price-transfer',
      'price-sftp',
      'catalogue-objects',
      'dashboards',
      'bytes-per-site-load',
      'bytes-per-response',
      'download-bytes-per-user-month',
    ];
    const without = KEYS.filter((key) => key.startsWith('free-')).map((key) => `${key}=0`);
    for (const key of KEYS.filter((key) => !key.startsWith('free-'))) {
      const endpoint = key === 'price-sftp' ? ['sftp-endpoints=1'] : [];
      const changed = `${key}=${ASSUMPTIONS[key].value * 20 + 20}`;
      expect(usdOf(...without, ...endpoint, changed), key).not.toBe(usdOf(...without, ...endpoint));
      if (!hidden.includes(key)) expect(usdOf(changed), key).not.toBe(usdOf());
    }
  });
});

describe('the assumptions', () => {
  it('say of each price and allowance where it is from and in which region it holds, or that this is not known', () => {
    const region = /EUW2|eu-west-[12]|London|Ireland|\bEU-|Global|the same everywhere|region not said/;
    for (const key of KEYS.filter((one) => /^(price|free)-/.test(one))) {
      const { note, confidence } = ASSUMPTIONS[key];
      expect(note, key).toMatch(region);
      if (confidence === 'price list') expect(note, key).toContain('AWS price list');
    }
  });

  it('take another region’s price for London only where they say so', () => {
    for (const key of KEYS.filter((one) => one.startsWith('price-') && one.endsWith('.london')))
      expect(ASSUMPTIONS[key].note, key).toMatch(/EUW2|eu-west-2|the same note/);
    for (const key of KEYS.filter((one) => one.startsWith('price-') && one.endsWith('.ireland')))
      expect(ASSUMPTIONS[key].note, key).toMatch(/eu-west-1|Ireland/);
  });

  it('say the memory that the functions have', () => {
    expect(ASSUMPTIONS['api-memory-mb'].value).toBe(FUNCTIONS['api-explore'].memoryMb);
    expect(ASSUMPTIONS['delivery-memory-mb'].value).toBe(FUNCTIONS.ingest.memoryMb);
    const scheduled = [FUNCTIONS['audit-sealer'].memoryMb, FUNCTIONS.housekeeping.memoryMb];
    expect(ASSUMPTIONS['run-memory-mb'].value).toBe(Math.max(...scheduled));
  });
});

describe('figuresWith(changes)', () => {
  it('changes what is named and nothing else', () => {
    const { records, ...rest } = figuresWith(['records=1e8']);
    expect(records).toBe(100_000_000);
    expect(rest).toEqual((({ records: _records, ...others }) => others)(figuresWith([])));
  });

  it('fails with SPEC_INVALID for names that are none, with the list, and for figures that are none', () => {
    const faults = () => figuresWith(['recods=1', 'users=-1', 'alarms=', 'price-key=NaN', 'queues=1=2']);
    expect(faults).toThrow(expect.objectContaining({ code: 'SPEC_INVALID' }));
    try {
      faults();
    } catch (error) {
      const { details } = error as { details: { faults: { at: string; message: string }[] } };
      expect(details.faults.map(({ at }) => at)).toEqual([
        'recods',
        'users',
        'alarms',
        'price-key',
        'queues',
      ]);
      expect(details.faults[0]?.message).toContain('records-per-month');
    }
  });

  it('fails when no kind of query is left', () => {
    const none = KEYS.filter((key) => key.startsWith('share-')).map((key) => `${key}=0`);
    expect(() => figuresWith(none)).toThrow(expect.objectContaining({ code: 'SPEC_INVALID' }));
  });
});

import { AthenaClient } from '@aws-sdk/client-athena';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FaultyProxy, startFaultyProxy } from '#test/support/faulty-proxy.ts';
import { type LiveCloud, openLiveCloud } from '#test/support/live-cloud.ts';
import { motoClient, OTHER_REGION, REGION } from '#test/support/moto.ts';
import type { Cloud } from '../../bin/live/cloud.ts';
import type { Finding } from '../../bin/live/probe.ts';
import { bytesText, watchBytes, yearPrunes } from '../../bin/live/site/bytes.ts';
import { Site } from '../../bin/live/site.ts';

let at: LiveCloud;
/** Answers as the API and as Athena do, by their documented shapes. */
let server: FaultyProxy;
let athena: AthenaClient;
/** Bytes of each statement. */
let executions: number[];
let workgroupIsThere: boolean;
let workgroups: string[];
/** Bytes of the next statements. */
let next: number[];
let months: { readonly from: string; readonly to: string };

beforeEach(async () => {
  at = await openLiveCloud();
  [executions, workgroups, next] = [[], [], []];
  workgroupIsThere = true;
  months = { from: '2023-11', to: '2026-10' };
  server = await startFaultyProxy('http://localhost:9', ({ path, headers, body, method }) => {
    const json = (answer: unknown) => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(answer),
    });
    const target = String(headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1);
    const isPrimary = String(headers['authorization']).includes(REGION);
    if (target === 'ListQueryExecutions') {
      workgroups.push(JSON.parse(body).WorkGroup);
      if (!workgroupIsThere)
        return {
          status: 400,
          headers: { 'x-amzn-errortype': 'InvalidRequestException' },
          body: JSON.stringify({
            __type: 'InvalidRequestException',
            Message: 'WorkGroup ss-x is not found.',
          }),
        };
      return json({ QueryExecutionIds: isPrimary ? executions.map((_one, i) => String(i)) : [] });
    }
    if (target === 'BatchGetQueryExecution')
      return json({
        QueryExecutions: JSON.parse(body).QueryExecutionIds.map((QueryExecutionId: string) => ({
          QueryExecutionId,
          Status: { State: 'SUCCEEDED', SubmissionDateTime: 1_800_000_000.5 },
          Statistics: { DataScannedInBytes: executions[Number(QueryExecutionId)] },
        })),
      });
    if (path === '/v1/me') return json({ profile: { id: 'all-records' } });
    if (path === '/v1/datasets')
      return json({
        items: [
          {
            id: 'mps-crime',
            fields: [{ name: 'category' }],
            access: { kind: 'records', levels: null },
            published: { rows: 10, ...months },
          },
        ],
      });
    if (path === '/v1/queries' && method === 'POST') {
      executions.push(next.shift() ?? 0);
      const result = { columns: [], mapped: 1, notMapped: 0, outsideCoverage: 0 };
      return json({ id: 'q', state: 'succeeded', error: null, result });
    }
    return { status: 404, body: '' };
  });
  athena = new AthenaClient({ ...motoClient(), endpoint: server.url });
});
afterEach(async () => {
  athena.destroy();
  await server.close();
  await at.close();
});

const cloud = (): Cloud => ({
  ...at.cloud,
  in: (region) => ({
    ...at.cloud.in(region),
    athena:
      region === REGION ? athena : new AthenaClient({ ...motoClient(OTHER_REGION), endpoint: server.url }),
  }),
});
async function run(bytes: readonly number[]): Promise<Finding> {
  next = [...bytes];
  const site = () => new Site(server.url, 'a token', at.clock);
  return yearPrunes.run({ cloud, site, approver: site, origin: server.url, clock: at.clock });
}

describe('year-prunes', () => {
  it('compares what Athena read of one year and of all, in the workgroup of the profile', async () => {
    executions.push(1e12);
    expect(await run([50_000_000, 12_345_678])).toEqual({
      verdict: 'ok',
      measured: '12.3 MB of 2026, 50.0 MB of all years',
    });
    expect(new Set(workgroups)).toEqual(new Set(['ss-all-records']));
    expect(await run([50_000_000, 50_000_000])).toMatchObject({
      verdict: 'WRONG',
      measured: '50.0 MB of 2026, and 50.0 MB of all years',
    });
  });

  it('is not tried where only one year is published', async () => {
    months = { from: '2026-01', to: '2026-10' };
    await expect(run([1, 1])).rejects.toThrow('only 2026 is published of mps-crime');
  });
});

describe('bytes', () => {
  it('are those of statements since a moment, in both regions; null where there is none', async () => {
    executions.push(1);
    const told = await watchBytes(cloud, 'x');
    expect(await told()).toBeNull();
    executions.push(10, 100);
    expect(await told()).toBe(110);
  });

  it('are none of a profile that has no workgroup yet', async () => {
    workgroupIsThere = false;
    const told = await watchBytes(cloud, 'x');
    workgroupIsThere = true;
    executions.push(10);
    expect(await told()).toBe(10);
  });

  it.each([
    [812, '812 B'],
    [1_400_000, '1.4 MB'],
    [2_500_000_000_000, '2.5 TB'],
  ])('%d are %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));
});

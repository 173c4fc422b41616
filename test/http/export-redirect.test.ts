import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { revokeGrant } from '#app/access/grants.ts';
import { type ExportFile, linkExport } from '#app/export-link.ts';
import type { IngestPlatform } from '#app/ports.ts';
import { downloadStatus, startDownload } from '#app/query/download.ts';
import { submitQuery } from '#app/query/submit.ts';
import { exportRedirect, isExportRequest } from '#http/export-redirect.ts';
import { addAccount, addProfile, northProfile, person } from '#test/support/access-platform.ts';
import { openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';

const ANN = person('ann', 'analyst', { profile: 'redirect' });
const QUERY = {
  datasets: ['north-crime'],
  groupBy: [{ field: 'category' }],
  measures: [{ measure: 'count' }],
};
const BUCKET = 'https://exports.s3.eu-west-2.amazonaws.com';
let platform: QueryPlatform;
let asked: ExportFile[] = [];
let file: ExportFile;
let secret = '';

beforeAll(async () => {
  platform = await openQueryPlatform();
  await addProfile(platform.registry, northProfile('redirect'));
  await addAccount(platform.registry, ANN);
  const { id } = await submitQuery(platform, ANN, QUERY, { waitMs: 5_000 });
  const { id: download } = await startDownload(platform, ANN, id, { format: 'csv' });
  const made = await downloadStatus(platform, ANN, id, download, 10_000);
  if (made.key === null || made.fileName === null) throw new Error('the file was not written');
  file = { key: made.key, fileName: made.fileName };
  secret = await linkExport(platform, ANN, { ...file, query: made.query, reason: made.reason });
});
afterAll(() => platform.dispose());
beforeEach(() => {
  asked = [];
  platform.events.length = 0;
});

function get(rawPath: string) {
  const answer = exportRedirect(
    { platform: platform as unknown as IngestPlatform, log: () => undefined },
    async (one) => {
      asked.push({ key: one.key, fileName: one.fileName });
      return `${BUCKET}/${one.key}?X-Amz-Signature=s`;
    },
  );
  return answer({ rawPath } as APIGatewayProxyEventV2, {} as Context);
}

describe('GET /exports/{secret}/{fileName}', () => {
  it('goes on to the file in the store, and writes the disclosure down before', async () => {
    for (const name of [file.fileName, encodeURIComponent(file.fileName)]) {
      const { statusCode, headers } = await get(`/exports/${secret}/${name}`);
      expect(statusCode).toBe(303);
      expect(headers).toMatchObject({
        location: `${BUCKET}/${file.key}?X-Amz-Signature=s`,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      });
    }
    expect(asked).toEqual([file, file]);
    expect(platform.events.map(({ phase, action }) => [phase, action])).toEqual([
      ['intent', 'disclosure'],
      ['outcome', 'disclosure'],
      ['intent', 'disclosure'],
      ['outcome', 'disclosure'],
    ]);
  });

  it('goes nowhere for another name, another secret and another address, and discloses nothing', async () => {
    for (const path of [
      `/exports/${secret}/other.csv`,
      `/exports/${'a'.repeat(43)}/${file.fileName}`,
      `/exports/${secret}`,
      `/exports/${secret}/${file.fileName}/..`,
    ])
      expect(await get(path)).toMatchObject({ statusCode: 404 });
    expect(asked).toEqual([]);
    expect(platform.events.map(({ action }) => action)).toEqual(Array(4).fill('refusal'));
    expect(JSON.stringify(platform.events)).not.toContain(secret);
  });

  it('goes nowhere once the owner may not have it any more, and tells the audit whose it was', async () => {
    await revokeGrant(platform, person('sam', 'super-admin'), 'org', 'redirect');
    platform.events.length = 0;
    expect(await get(`/exports/${secret}/${file.fileName}`)).toMatchObject({ statusCode: 403 });
    expect(asked).toEqual([]);
    expect(platform.events).toMatchObject([
      { action: 'refusal', who: 'ann', object: 'operation/sendExport', detail: { code: 'FORBIDDEN' } },
    ]);
  });

  it('is told from the API by its address', () => {
    expect(isExportRequest({ rawPath: `/exports/${secret}/a.csv` })).toBe(true);
    expect(isExportRequest({ rawPath: '/v1/exports/a' })).toBe(false);
  });
});

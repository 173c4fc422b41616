import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { retireDefinition } from '#app/dataset/definitions.ts';
import { listDeliveries } from '#app/ingest/deliveries.ts';
import { refuseDroppedObject, reportOf as reportOfName, takeDroppedObject } from '#app/ingest/drop.ts';
import { isObjectKey } from '#app/object-key.ts';
import { AppError } from '#core/model/error.ts';
import { MADE_CRIME, type Made, made, makePlatform, SUPER_ADMIN, WEST } from './made-platform.ts';

const FILE = made(`a,2018-05,Met,${WEST},Theft,1`);
const KEY = `ingest/made/${MADE_CRIME.id}/2018-05-a.csv`;
let at: Made;

beforeEach(async () => {
  at = await makePlatform();
});
afterEach(() => at.close());

const take = (key: string) => takeDroppedObject(at.ingest.platform, key);
const dropped = () => at.platform.objects.list('ingest/');

async function reportOf(key: string): Promise<unknown> {
  const body = await at.platform.objects.get(`${key}.report.json`);
  return JSON.parse(new TextDecoder().decode(body ?? new Uint8Array()));
}

describe('takeDroppedObject(platform, key)', () => {
  it('takes a file over as its agency, with what its manifest says, and removes both', async () => {
    const covers = { from: '2018-04', to: '2018-05', areas: ['W'] };
    await at.platform.objects.put(`${KEY}.manifest.json`, JSON.stringify({ covers, rows: 1 }));
    await at.platform.objects.put(KEY, FILE);
    expect(await take(KEY)).toMatchObject({ number: 1, receivedBy: 'drop-folder:made' });
    expect(await dropped()).toEqual([]);
    await at.ingest.idle();
    const [delivery] = await listDeliveries(at.platform, SUPER_ADMIN, MADE_CRIME.id);
    expect(delivery).toMatchObject({ state: 'published', coverage: { ...covers, stated: 'manifest' } });
    expect(await dropped()).toEqual([`${KEY}.report.json`]);
    expect(await take(KEY)).toBeNull();
  });

  it.each([
    ['no JSON', '{', /not JSON/],
    ['something else', '{"rows": -1}', /not as it should be/],
    ['too much', `"${'x'.repeat(1_048_577)}"`, /more than 1048576 bytes/],
  ])('refuses a delivery whose manifest is %s, with its report', async (_name, manifest, message) => {
    await at.platform.objects.put(`${KEY}.manifest.json`, manifest);
    await at.platform.objects.put(KEY, FILE);
    await take(KEY);
    await at.ingest.idle();
    expect(await reportOf(KEY)).toMatchObject({
      faults: [{ code: 'MANIFEST_INVALID', message: expect.stringMatching(message) }],
    });
  });

  it.each([
    [`ingest/other/${MADE_CRIME.id}/a.csv`, 'SPEC_INVALID'],
    ['ingest/made/a.csv', 'SPEC_INVALID'],
    [`ingest/made/${MADE_CRIME.id}/below/a.csv`, 'SPEC_INVALID'],
  ])('leaves %s where it is, and says beside it where it belongs', async (key, code) => {
    await at.platform.objects.put(key, FILE);
    expect(await take(key)).toBeNull();
    expect(await dropped()).toEqual([key, `${key}.report.json`]);
    expect(await reportOf(key)).toMatchObject({ state: 'refused', faults: [{ code }] });
  });

  it.each([201, 232, 245, 300])(
    'leaves a file whose name has %i bytes, with a report whose name fits',
    async (bytes) => {
      const name = `2018-05-${'é'.repeat(300)}`.slice(0, 9 + Math.ceil((bytes - 13) / 2));
      const key = `ingest/made/${MADE_CRIME.id}/${name}.csv`;
      if (isObjectKey(key)) await at.platform.objects.put(key, FILE);
      expect(await take(key)).toBeNull();
      expect(await take(key)).toBeNull();
      const reports = (await dropped()).filter((one) => one.endsWith('.report.json'));
      expect(reports).toHaveLength(1);
      expect(reports[0]).toMatch(/\/2018-05-é+/);
      expect(
        JSON.parse(Buffer.from((await at.platform.objects.get(reports[0] ?? '')) ?? []).toString()),
      ).toMatchObject({
        state: 'refused',
        faults: [{ code: 'SPEC_INVALID', message: expect.stringContaining('at most 200 bytes') }],
      });
    },
  );

  it('gives names that begin alike reports of their own', () => {
    const long = 'x'.repeat(250);
    expect(reportOfName(`a/${long}1.csv`)).not.toBe(reportOfName(`a/${long}2.csv`));
    expect(reportOfName('a/b.csv')).toBe('a/b.csv.report.json');
  });

  it('fails for another try when the dataset is not there yet, or the store does not answer', async () => {
    const early = 'ingest/made/made-later/a.csv';
    await at.platform.objects.put(early, FILE);
    await expect(take(early)).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
    expect(await reportOf(early)).toMatchObject({ state: 'failed' });
    await at.platform.objects.put(KEY, FILE);
    const away = new AppError('UNAVAILABLE', 'the store does not answer');
    vi.spyOn(at.platform.objects, 'putStream').mockRejectedValueOnce(away);
    await expect(take(KEY)).rejects.toBe(away);
    expect(await take(KEY)).toMatchObject({ fileName: '2018-05-a.csv' });
    await at.ingest.idle();
  });

  it('tries a file of a retired dataset again', async () => {
    await retireDefinition(at.platform, SUPER_ADMIN, MADE_CRIME.id, true);
    await at.platform.objects.put(KEY, FILE);
    await expect(take(KEY)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it.each([
    `${KEY}.manifest.json`,
    `${KEY}.report.json`,
    `${KEY}.part`,
    'ingest/made/made-crime/.x',
    'lake/a',
  ])('leaves %s alone', async (key) => {
    await at.platform.objects.put(key, FILE);
    expect(await take(key)).toBeNull();
    expect(await at.platform.objects.list('')).toContain(key);
    expect(await dropped()).toEqual(key.startsWith('ingest/') ? [key] : []);
  });
});

describe('refuseDroppedObject(platform, key, message)', () => {
  it('says beside the file why it is not taken, and leaves it unread', async () => {
    await at.platform.objects.put(KEY, 'EICAR');
    await refuseDroppedObject(at.platform, KEY, 'a scan has found something in this file');
    await refuseDroppedObject(at.platform, `${KEY}.manifest.json`, 'a scan has found something in this file');
    expect(await dropped()).toEqual([KEY, `${KEY}.report.json`]);
    expect(await reportOf(KEY)).toEqual({
      state: 'refused',
      faults: [{ code: 'SPEC_INVALID', message: 'a scan has found something in this file' }],
    });
  });
});

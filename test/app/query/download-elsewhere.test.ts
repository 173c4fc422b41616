import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { downloadStatus, startDownload } from '#app/query/download.ts';
import { writeDownload } from '#app/query/download-write.ts';
import { submitQuery } from '#app/query/submit.ts';
import type { DownloadId, UserId } from '#core/model/id.ts';
import { addAccount, addProfile, northProfile, person } from '#test/support/access-platform.ts';
import { openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';

const BY_CATEGORY = { datasets: ['north-crime'], groupBy: [{ field: 'category' }] };
const CSV = { format: 'csv' };
const ann = person('ann-elsewhere', 'analyst', { profile: 'north-elsewhere' });

describe('a download that another process writes', () => {
  let platform: QueryPlatform;
  const queued: (readonly [UserId, DownloadId])[] = [];
  /** The process that is asked. */
  const asked = () => ({
    ...platform,
    downloads: { submit: async (user: UserId, id: DownloadId) => void queued.push([user, id]) },
  });

  beforeAll(async () => {
    platform = await openQueryPlatform();
    await addProfile(platform.registry, northProfile('north-elsewhere'));
    await addAccount(platform.registry, ann);
  });
  afterAll(() => platform.dispose());

  async function started() {
    const { id: query } = await submitQuery(platform, ann, BY_CATEGORY, { waitMs: 10_000 });
    const { id } = await startDownload(asked(), ann, query, CSV);
    return { query, id };
  }
  const events = (id: string) =>
    platform.events.filter(({ effect }) => effect === id).map(({ phase }) => phase);

  it('is queued, and running for as long as nobody has written it', async () => {
    const { query, id } = await started();
    expect(queued.at(-1)).toEqual([ann.user, id]);
    expect(await downloadStatus(asked(), ann, query, id, 500)).toMatchObject({ state: 'running', key: null });
    expect(events(id)).toEqual(['intent']);
  });

  it('is there for whoever asks once it is written, and is written once', async () => {
    const { query, id } = await started();
    const waiting = downloadStatus(asked(), ann, query, id, 20_000);
    await writeDownload(platform, ann.user, id);
    const { state, key, rows } = await waiting;
    expect({ state, rows: rows !== null && rows > 0 }).toEqual({ state: 'succeeded', rows: true });
    expect(await platform.objects.size(key ?? '')).toBeGreaterThan(0);
    await writeDownload(platform, ann.user, id);
    expect(events(id)).toEqual(['intent', 'outcome']);
  });

  it('has failed when it is not written after half an hour', async () => {
    const { query, id } = await started();
    platform.pass(31 * 60_000);
    expect(await downloadStatus(asked(), ann, query, id, 0)).toMatchObject({
      state: 'failed',
      error: 'the file could not be written; try again',
    });
  });
});

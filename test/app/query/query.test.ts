import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Platform } from '#app/ports.ts';
import { downloadStatus, startDownload } from '#app/query/download.ts';
import { queryResult } from '#app/query/result.ts';
import { cancelQuery, expireLeases, queryStatus } from '#app/query/status.ts';
import { submitQuery } from '#app/query/submit.ts';
import { brandId, type ExecutionId } from '#core/model/id.ts';
import { addAccount } from '#test/support/access-platform.ts';
import { analyst, openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';
import { stalledEngine } from '#test/support/stalled-engine.ts';

const ann = analyst('ann');
const bob = analyst('bob');
const WAIT = { waitMs: 10_000 };
const code = (value: string) => expect.objectContaining({ code: value });
const BY_CATEGORY = { datasets: ['north-crime'], groupBy: [{ field: 'category' }] };
const LIST = { datasets: ['north-crime'], records: { fields: ['category', 'month', 'weapon', 'borough'] } };

let platform: QueryPlatform;
beforeAll(async () => {
  platform = await openQueryPlatform();
  await addAccount(platform.registry, ann);
});
afterAll(() => platform.dispose());

describe('submitQuery(platform, caller, spec, options)', () => {
  it('answers with the first page when the query ends within the wait', async () => {
    const view = await submitQuery(platform, ann, BY_CATEGORY, WAIT);
    expect(view).toMatchObject({
      state: 'succeeded',
      progress: 1,
      words: 'Crimes, by category',
      error: null,
    });
    expect(view.result).toMatchObject({
      rowCount: 3,
      mapped: 11,
      notMapped: 0,
      outsideCoverage: 2,
      cut: false,
    });
    expect(view.result?.columns[0]).toMatchObject({
      name: 'category',
      role: 'group',
      values: ['burglary', 'robbery', 'theft'],
      labels: { burglary: 'Burglary', robbery: 'Robbery', theft: 'Other theft' },
    });
    expect(view.result?.publications).toEqual([
      {
        dataset: 'north-crime',
        manifest: platform.lake.manifests[0]?.id,
        publishedAt: '2026-01-02T03:04:05.000Z',
      },
    ]);
    expect(view.result?.coverage[0]).toMatchObject({
      from: '2018-05',
      to: '2019-02',
      missingMonths: ['2018-08', '2018-09', '2018-10', '2018-11', '2018-12'],
      missingAreas: [
        { code: 'E03', name: 'Borough 3' },
        { code: 'E04', name: 'Borough 4' },
      ],
    });
  });

  it('tells the audit before anything is run, and how it ended', async () => {
    const view = await submitQuery(platform, ann, BY_CATEGORY, WAIT);
    const events = platform.events.filter(({ effect }) => effect === view.id);
    expect(events.map(({ phase, action, who }) => [phase, action, who])).toEqual([
      ['intent', 'consultation', 'ann'],
      ['outcome', 'consultation', 'ann'],
    ]);
    expect(events[0]?.detail).toMatchObject({ words: 'Crimes, by category' });
  });

  it('runs nothing when the audit cannot be told', async () => {
    const engine = stalledEngine();
    let started = false;
    const deaf: Platform = {
      ...platform,
      engine: {
        ...engine,
        start: async () => {
          started = true;
          return brandId<ExecutionId>('e');
        },
      },
      audit: {
        record: async () => {
          throw new Error('the disk is full');
        },
      },
    };
    await expect(submitQuery(deaf, ann, BY_CATEGORY, WAIT)).rejects.toThrow('the disk is full');
    expect(started).toBe(false);
  });

  it('gives the same query for the same key, and CONFLICT for another spec under it', async () => {
    const first = await submitQuery(platform, ann, BY_CATEGORY, { ...WAIT, idempotencyKey: 'k' });
    const second = await submitQuery(platform, ann, BY_CATEGORY, { ...WAIT, idempotencyKey: 'k' });
    expect(second.id).toBe(first.id);
    expect((await submitQuery(platform, bob, BY_CATEGORY, { ...WAIT, idempotencyKey: 'k' })).id).not.toBe(
      first.id,
    );
    await expect(submitQuery(platform, ann, LIST, { ...WAIT, idempotencyKey: 'k' })).rejects.toEqual(
      code('CONFLICT'),
    );
  });

  it('gives every fault at once', async () => {
    const spec = {
      datasets: ['north-crime', 'nowhere-crime'],
      where: { time: { from: '2019-01-01', to: '2018-01-01' }, space: { areas: ['E99'] } },
    };
    await expect(submitQuery(platform, ann, spec, WAIT)).rejects.toMatchObject({
      code: 'SPEC_INVALID',
      details: {
        faults: [
          { at: 'datasets[1]', message: 'there is no dataset "nowhere-crime"' },
          { at: 'where.time', message: 'ends before it starts: from 2019-01-01 to 2018-01-01' },
          { at: 'where.space.areas', message: 'there is no area "E99"' },
        ],
      },
    });
  });
});

describe('queryResult(platform, caller, id, page)', () => {
  it('pages through a list, each row once, and knows its end', async () => {
    const view = await submitQuery(platform, ann, LIST, WAIT);
    const whole = await queryResult(platform, ann, view.id, {});
    expect(whole.nextCursor).toBeNull();
    const rows: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await queryResult(
        platform,
        ann,
        view.id,
        cursor === undefined ? { limit: 4 } : { cursor, limit: 4 },
      );
      expect(page.rowCount).toBe(11);
      rows.push(...(page.columns[0]?.values ?? []));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(rows).toEqual(whole.columns[0]?.values);
  });

  it('pages through groups', async () => {
    const view = await submitQuery(platform, ann, BY_CATEGORY, WAIT);
    const first = await queryResult(platform, ann, view.id, { limit: 2 });
    expect(first.columns[0]?.values).toEqual(['burglary', 'robbery']);
    const second = await queryResult(platform, ann, view.id, { limit: 2, cursor: first.nextCursor ?? '' });
    expect(second.columns[0]?.values).toEqual(['theft']);
    expect(second.nextCursor).toBeNull();
  });

  it('refuses a cursor of another query and a limit that is too large', async () => {
    const one = await submitQuery(platform, ann, BY_CATEGORY, WAIT);
    const two = await submitQuery(platform, ann, LIST, WAIT);
    const { nextCursor } = await queryResult(platform, ann, two.id, { limit: 1 });
    for (const cursor of [nextCursor ?? '', 'nonsense', ''])
      await expect(queryResult(platform, ann, one.id, { cursor })).rejects.toEqual(code('SPEC_INVALID'));
    await expect(queryResult(platform, ann, one.id, { limit: 1_000_000 })).rejects.toEqual(
      code('SPEC_INVALID'),
    );
  });

  it('runs the statement again when the engine has forgotten it, with the same answer', async () => {
    for (const spec of [LIST, BY_CATEGORY]) {
      const view = await submitQuery(platform, ann, spec, WAIT);
      const fresh = await platform.freshEngine();
      const again = await queryResult(fresh, ann, view.id, {});
      expect(again).toEqual(view.result);
      expect((await queryStatus(fresh, ann, view.id)).state).toBe('succeeded');
    }
  });

  it('stays with the publication that the query started on', async () => {
    const view = await submitQuery(platform, ann, LIST, WAIT);
    const pointer = await platform.registry.get('publication', 'north-crime');
    await platform.registry.transact([
      {
        kind: 'put',
        partition: 'publication',
        sort: 'north-crime',
        value: { manifest: 'another', previous: null },
        expected: null,
      },
    ]);
    expect(await queryResult(await platform.freshEngine(), ann, view.id, {})).toEqual(view.result);
    await platform.registry.transact([
      { kind: 'put', partition: 'publication', sort: 'north-crime', value: pointer?.value, expected: null },
    ]);
  });

  it('shows a query to nobody but its owner', async () => {
    const view = await submitQuery(platform, ann, BY_CATEGORY, WAIT);
    await expect(queryResult(platform, bob, view.id, {})).rejects.toEqual(code('NOT_FOUND'));
    await expect(queryStatus(platform, bob, view.id)).rejects.toEqual(code('NOT_FOUND'));
    await expect(cancelQuery(platform, bob, view.id)).rejects.toEqual(code('NOT_FOUND'));
    await expect(startDownload(platform, bob, view.id, { format: 'csv' })).rejects.toEqual(code('NOT_FOUND'));
  });
});

describe('the lease of a query', () => {
  it('keeps a query that is asked about and ends one that is not', async () => {
    const engine = stalledEngine();
    const slow = { ...platform, engine };
    const kept = await submitQuery(slow, ann, BY_CATEGORY, { waitMs: 0 });
    const left = await submitQuery(slow, ann, BY_CATEGORY, { waitMs: 0 });
    expect(kept.state).toBe('running');
    platform.pass(10_000);
    await queryStatus(slow, ann, kept.id);
    platform.pass(6_000);
    expect(await expireLeases(slow)).toBe(1);
    expect((await queryStatus(slow, ann, kept.id)).state).toBe('running');
    expect((await queryStatus(slow, ann, left.id)).state).toBe('cancelled');
    await expect(queryResult(slow, ann, left.id, {})).rejects.toEqual(code('QUERY_CANCELLED'));
    await expect(queryResult(slow, ann, kept.id, {})).rejects.toEqual(code('QUERY_NOT_READY'));
    await cancelQuery(slow, ann, kept.id);
    expect((await queryStatus(slow, ann, kept.id)).state).toBe('cancelled');
    expect(engine.cancelled).toHaveLength(4);
  });
});

describe('startDownload(platform, caller, query, format)', () => {
  async function download(spec: unknown, who = ann) {
    const view = await submitQuery(platform, who, spec, WAIT);
    const { id } = await startDownload(platform, who, view.id, { format: 'csv' });
    const done = await downloadStatus(platform, who, view.id, id, 10_000);
    expect(done).toMatchObject({ state: 'succeeded', error: null });
    const text = new TextDecoder().decode((await platform.objects.get(done.key ?? '')) ?? new Uint8Array());
    return { view, done, text, lines: text.split('\r\n') };
  }

  it('writes groups with their names, marks and where they come from', async () => {
    const spec = {
      datasets: ['north-crime'],
      where: { time: { from: '2018-12-01', to: '2019-01-31' } },
      groupBy: [{ time: 'month' }, { area: 'borough' }],
    };
    const { done, lines, view } = await download(spec);
    expect(done.key).toBe(`exports/ann/${done.id}/${done.fileName}`);
    expect(done.fileName).toBe('safestats-north-crime-2026-03-01.csv');
    const head = lines.filter((line) => line.startsWith('#'));
    expect(head[0]).toBe('# Crimes, December 2018 to January 2019, by month and borough');
    expect(head).toContain(`# Query: ${view.id}`);
    expect(head).toContain('# Records: 1 mapped, 0 not mapped, 1 outside coverage');
    expect(head.find((line) => line.startsWith('# Coverage of north-crime'))).toContain('Borough 3 (E03)');
    expect(lines.slice(head.length)).toEqual([
      'month,borough,borough_name,count',
      '2018-12,E01,Borough 1,x',
      '2018-12,E02,Borough 2,x',
      '2018-12,E03,Borough 3,x',
      '2018-12,E04,Borough 4,x',
      '2019-01,E01,Borough 1,1',
      '2019-01,E02,Borough 2,0',
      '2019-01,E03,Borough 3,x',
      '2019-01,E04,Borough 4,x',
      '',
    ]);
  });

  it('writes all records, quoted as RFC 4180 asks', async () => {
    const { lines, done } = await download({ ...LIST, sort: [{ by: 'weapon' }] });
    const rows = lines.filter((line) => !line.startsWith('#'));
    expect(rows[0]).toBe('category,category_name,month,weapon,borough,borough_name');
    expect(rows[2]).toBe(`burglary,Burglary,2018-06,"it's; -- \\ """,E02,Borough 2`);
    expect(rows).toHaveLength(13);
    expect(done.rows).toBe(11);
  });

  it('names a file that the limit cut incomplete, and says so in it', async () => {
    const { done, lines } = await download({ ...LIST, limit: 2 });
    expect(done.fileName).toMatch(/^incomplete-/);
    expect(lines).toContain('# Incomplete: 2 of 11 rows are in this file');
    const groups = await download({ ...BY_CATEGORY, limit: 1 });
    expect(groups.lines).toContain('# Incomplete: 1 of 3 rows are in this file');
  });

  it('tells the audit of the disclosure and to whom', async () => {
    const { done } = await download(BY_CATEGORY);
    const events = platform.events.filter(({ effect }) => effect === done.id);
    expect(events.map(({ phase, action }) => [phase, action])).toEqual([
      ['intent', 'disclosure'],
      ['outcome', 'disclosure'],
    ]);
    expect(events[0]).toMatchObject({ recipients: ['ann'], profile: { id: 'all-records', preview: false } });
    expect(events[1]).toMatchObject({ recipients: ['ann'], rows: 3, detail: { state: 'succeeded' } });
  });

  it('refuses a format that it does not know', async () => {
    const view = await submitQuery(platform, ann, BY_CATEGORY, WAIT);
    await expect(startDownload(platform, ann, view.id, { format: 'exe' })).rejects.toEqual(
      code('SPEC_INVALID'),
    );
  });
});

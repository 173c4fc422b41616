import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findProfile, putProfile } from '#app/access/profile-store.ts';
import { retireProfile } from '#app/access/profiles.ts';
import { stopAccess } from '#app/access/stops.ts';
import type { Caller } from '#app/caller.ts';
import { sweepItems } from '#app/every-item.ts';
import { makeNewId } from '#app/new-id.ts';
import { cleanUp } from '#app/publication/clean-up.ts';
import type { QueryView } from '#app/query/query-record.ts';
import { queryResult } from '#app/query/result.ts';
import { submitQuery } from '#app/query/submit.ts';
import { makeLink, showLink } from '#app/saved/link.ts';
import { KEPT_FOR_LINKS, linkedManifests, pinWrites } from '#app/saved/link-pins.ts';
import { openLink } from '#app/saved/open-link.ts';
import type { DatasetAccess } from '#core/access/profile.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { brandId, type ManifestId } from '#core/model/id.ts';
import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import { person } from '#test/support/access-platform.ts';
import { openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';
import { republish } from '#test/support/republish.ts';
import { addAnalyst, BY_CATEGORY, code } from './made-saved.ts';

const WAIT = { waitMs: 10_000 };
const SEARCH = 'd=north-crime';

let platform: QueryPlatform;
let whole: ManifestId;
let count = 0;
let ann: Caller;
beforeAll(async () => {
  platform = await openQueryPlatform();
  whole = (await republish(platform, 'north-crime', [])).id;
});
afterAll(() => platform.dispose());
beforeEach(async () => {
  count += 1;
  platform.pass(60_000);
  await republish(platform, 'north-crime', [], whole);
  ann = await someone('ann');
  platform.events.length = 0;
});

const someone = (name: string, change: Partial<DatasetAccess> = {}) =>
  addAnalyst(platform, `${name}-${count}`, change);

async function linked(spec: ParsedQuerySpec = BY_CATEGORY, by = ann) {
  const asked = await submitQuery(platform, by, spec, WAIT);
  return { asked, link: await makeLink(platform, by, asked.id, SEARCH) };
}

const table = ({ result }: QueryView) => result?.columns.map(({ values }) => values);
const open = (caller: Caller, id: string) => openLink(platform, caller, id, WAIT);

/** Puts a definition in force that is changed so, and gives back how the one before is. */
async function redefine(
  change: (before: DatasetDefinition) => Partial<DatasetDefinition>,
): Promise<() => Promise<void>> {
  const item = await platform.registry.get<DatasetDefinition>('dataset', 'north-crime');
  if (item === null) throw new Error('no fixture');
  const put = async (value: DatasetDefinition) => {
    const sort = String(value.version).padStart(8, '0');
    await platform.registry.transact([
      { kind: 'put', partition: 'dataset', sort: 'north-crime', value, expected: null },
      { kind: 'put', partition: 'dataset-version#north-crime', sort, value, expected: null },
    ]);
  };
  await put({ ...item.value, ...change(item.value), version: item.value.version + 100 + count });
  return () => put(item.value);
}

describe('a link to a table as it was', () => {
  it('shows the same table after other publications, to whoever has the same access', async () => {
    const { asked, link } = await linked();
    platform.pass(60_000);
    await republish(platform, 'north-crime', ['2019'], whole);
    const bob = await someone('bob');
    for (const caller of [ann, bob]) {
      const was = await open(caller, link.id);
      expect(table(was)).toEqual(table(asked));
      expect(was.result?.publications).toEqual(asked.result?.publications);
      expect(table(was)).not.toEqual(table(await submitQuery(platform, caller, BY_CATEGORY, WAIT)));
      const page = await queryResult(platform, caller, was.id, {});
      expect(page.columns.map(({ values }) => values)).toEqual(table(asked));
    }
    expect(platform.events).toContainEqual(
      expect.objectContaining({
        phase: 'intent',
        who: bob.user,
        publications: { 'north-crime': asked.result?.publications[0]?.manifest },
        detail: expect.objectContaining({ on: `link/${link.id}` }),
      }),
    );
  });

  it('is one for one query, and only for a query of one’s own', async () => {
    const { asked, link } = await linked();
    expect((await makeLink(platform, ann, asked.id, SEARCH)).id).toBe(link.id);
    const bob = await someone('bob');
    await expect(makeLink(platform, bob, asked.id, SEARCH)).rejects.toEqual(code('NOT_FOUND'));
    await expect(showLink(platform, bob, platform.newId())).rejects.toEqual(code('NOT_FOUND'));
  });

  it('shows no record that the row rule of who opens it leaves out', async () => {
    const { asked, link } = await linked();
    const bob = await someone('bob', { rowRule: { column: 'category', op: '=', value: 'robbery' } });
    const was = await open(bob, link.id);
    const own = await submitQuery(platform, bob, BY_CATEGORY, WAIT);
    expect(table(was)).toEqual(table(own));
    expect(table(was)).not.toEqual(table(asked));
  });

  it('counts the last months of a row rule from now, not from when it was made', async () => {
    const bob = await someone('bob', { rowRule: { lastMonths: 93 } });
    const { asked, link } = await linked(BY_CATEGORY, bob);
    const later = { ...platform, clock: () => new Date('2026-05-02T00:00:00Z') };
    const was = await openLink(later, bob, link.id, WAIT);
    expect(table(was)).toEqual(table(await submitQuery(later, bob, BY_CATEGORY, WAIT)));
    expect(table(was)).not.toEqual(table(asked));
  });

  it('tells who may not see all of it neither field nor value', async () => {
    const spec = {
      ...BY_CATEGORY,
      where: { fields: [{ field: 'weapon', in: ['knife'] }] },
    };
    const { link } = await linked(spec);
    const bob = await someone('bob', { fields: ['category'] });
    const failure = await open(bob, link.id).catch((error: unknown) => error);
    expect(failure).toEqual(code('FIELD_NOT_FOUND'));
    expect(JSON.stringify(failure) + String(failure)).not.toMatch(/weapon|knife/);
    const view = await showLink(platform, bob, link.id);
    expect(view.leftOut).toBe(true);
    const other = person(`other-${count}`, 'analyst');
    expect(await showLink(platform, other, link.id)).toMatchObject({ publications: [], search: '' });
    await expect(open(other, link.id)).rejects.toEqual(code('FORBIDDEN'));
  });

  it('shows nothing of a field that has been taken out of sight for everybody since', async () => {
    const { link } = await linked();
    const back = await redefine(({ fields }) => ({
      fields: fields.map((field) =>
        field.name === 'category' ? { ...field, hidden: ['query', 'output'] } : field,
      ),
    }));
    await expect(open(ann, link.id)).rejects.toEqual(code('FIELD_NOT_FOUND'));
    await back();
    await open(ann, link.id);
  });

  it('is not opened under a profile that is retired, a stop, or a dataset that is lost', async () => {
    const { link } = await linked();
    const found = await findProfile(platform.registry, ann.profile ?? '');
    if (found === null) throw new Error('no profile');
    await putProfile(platform, { ...found.profile, version: 2, datasets: {} }, found.itemVersion);
    await expect(open(ann, link.id)).rejects.toEqual(code('FIELD_NOT_FOUND'));
    const sam = person(`sam-${count}`, 'super-admin');
    const bob = await someone('bob');
    await stopAccess(platform, sam, { kind: 'person', id: bob.user, why: 'test' });
    await expect(open(bob, link.id)).rejects.toEqual(code('FORBIDDEN'));
    const cat = await someone('cat');
    const item = await findProfile(platform.registry, cat.profile ?? '');
    await retireProfile(platform, sam, cat.profile ?? '', item?.itemVersion ?? 0);
    await expect(open(cat, link.id)).rejects.toEqual(code('FORBIDDEN'));
  });

  it('gives counts only of the boundaries of now', async () => {
    const spec = { ...BY_CATEGORY, groupBy: [{ area: 'borough' }] };
    const { link } = await linked(spec);
    const counts = await someone('cora', {
      kind: 'counts',
      precision: { exact: false, cell: null, levels: ['borough'] },
    });
    await open(counts, link.id);
    const item = await platform.registry.get<{ vintage: string }>('geography-current', 'borough');
    const partition = item === null ? null : item.partition;
    expect(partition).not.toBeNull();
    if (item === null) return;
    const { sort, value } = item;
    const put = (vintage: string) =>
      platform.registry.transact([
        { kind: 'put', partition: item.partition, sort, value: { vintage }, expected: null },
      ]);
    await put('1999');
    await expect(open(counts, link.id)).rejects.toEqual(code('CONFLICT'));
    await put(value.vintage);
  });
});

describe('the publication that a link names', () => {
  it('is kept when others are cleaned up, and said to be gone when it is gone all the same', async () => {
    const { link } = await linked();
    const [publication] = link.publications;
    expect(publication).toMatchObject({ dataset: 'north-crime', kept: true });
    platform.pass(3_600_000);
    for (let index = 0; index < 12; index += 1) {
      platform.pass(60_000);
      await republish(platform, 'north-crime', ['2018', '2019']);
    }
    platform.pass(3_600_000);
    await cleanUp(platform, 'north-crime');
    await open(ann, link.id);
    await sweepItems(platform.registry, 'link-publication#north-crime', () => true);
    expect(await cleanUp(platform, 'north-crime')).toBeGreaterThan(0);
    expect((await showLink(platform, ann, link.id)).publications).toMatchObject([{ kept: false }]);
    await expect(open(ann, link.id)).rejects.toEqual(code('NOT_FOUND'));
  });

  it('is one of the newest fifty that links name', async () => {
    const newId = makeNewId();
    const ids = Array.from({ length: KEPT_FOR_LINKS + 3 }, () => brandId<ManifestId>(newId()));
    for (const id of ids) await platform.registry.transact(pinWrites({ 'made-up': id }));
    expect(await linkedManifests(platform, 'made-up')).toEqual([...ids].reverse().slice(0, KEPT_FOR_LINKS));
  });
});

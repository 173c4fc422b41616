import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDataset, listDatasets } from '#app/catalogue.ts';
import { applyDefinition } from '#app/dataset.ts';
import { deleteLookup, getLookup, listLookups, putLookup } from '#app/lookup/lookups.ts';
import { currentLookups, loadLookups } from '#app/lookup/store.ts';
import { ADVERSARIAL_TEXTS } from '#test/support/adversarial.ts';
import { ANALYST, type Asking, makeAsking } from '../dataset/made-queries.ts';
import { MADE_CRIME, made, SUPER_ADMIN, SUPPLIER, WEST } from '../ingest/made-platform.ts';

const GROUPS = {
  title: 'Groups of crime',
  keyLabel: 'Category',
  columns: [
    { name: 'kind', label: 'Kind' },
    { name: 'note', label: 'Note' },
  ],
  rows: [
    ['Theft', 'Acquisitive', ''],
    ['Fraud', 'Acquisitive', 'not delivered'],
  ],
};
const PLAIN = {
  ...MADE_CRIME,
  codeLists: { category: [...MADE_CRIME.codeLists.category, { code: 'Fraud', label: 'Fraud' }] },
};
const JOINED = {
  ...PLAIN,
  lookups: [
    {
      name: 'crime_kind',
      label: 'Kind of crime',
      description: 'From the groups.',
      on: 'category',
      lookup: 'crime_groups',
      column: 'kind',
    },
  ],
};
const ID = MADE_CRIME.id;
const BY_KIND = {
  datasets: [ID],
  groupBy: [{ field: 'crime_kind' }],
  measures: [{ measure: 'count' as const }],
};

let world: Asking;
beforeAll(async () => {
  world = await makeAsking();
  await world.deliver(
    '2018-05-a.csv',
    made(`1,2018-05,Met,${WEST},theft,5`, `2,2018-05,Met,${WEST},Robbery,7`, `3,2018-05,Met,${WEST},theft,1`),
  );
});
afterAll(() => world.close());

const put = (spec: object, expected: number, name = 'crime_groups', caller = SUPER_ADMIN) =>
  putLookup(world.asking, caller, name, spec, expected);
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: { code?: string }) => error.code,
  );

describe('a lookup table', () => {
  it('must be there with its column before a definition joins it', async () => {
    const refused = await applyDefinition(world.asking, SUPER_ADMIN, JOINED).catch((error: unknown) => error);
    expect(refused).toMatchObject({ details: { faults: [{ at: 'lookups[0].lookup' }] } });
    expect(await put(GROUPS, 0)).toMatchObject({ name: 'crime_groups', itemVersion: 1 });
    const [lookup] = JOINED.lookups;
    const wrong = { ...JOINED, lookups: [{ ...lookup, column: 'colour', on: 'value', name: 'month' }] };
    const faults = await applyDefinition(world.asking, SUPER_ADMIN, wrong).catch(
      (error: { details: { faults: { at: string }[] } }) => error.details.faults.map(({ at }) => at),
    );
    expect(faults).toEqual(['lookups[0].name', 'lookups[0].on', 'lookups[0].column']);
    await applyDefinition(world.asking, SUPER_ADMIN, JOINED);
    await world.show();
  });

  it('gives each record the value of its key, and none where no row has it', async () => {
    expect(await world.ask(BY_KIND)).toMatchObject({ crime_kind: ['Acquisitive', null], count: [2, 1] });
    const [listed] = await listDatasets(world.asking, ANALYST);
    expect(listed?.fields.find(({ name }) => name === 'crime_kind')?.codes).toEqual([
      { code: 'Acquisitive', label: 'Acquisitive' },
    ]);
  });

  it('is in force for new queries at once, while what was asked before keeps what it was asked with', async () => {
    const before = await currentLookups(world.asking, ['crime_groups', 'none']);
    const item = await world.asking.registry.get('lookup', 'crime_groups');
    const changed = { ...GROUPS, rows: [...GROUPS.rows, ['Robbery', 'Violent', '']] };
    await put(changed, item?.version ?? 0);
    expect(await world.ask(BY_KIND)).toMatchObject({ crime_kind: ['Acquisitive', 'Violent'], count: [2, 1] });
    const pinned = await loadLookups(world.asking, before);
    expect(pinned.get('crime_groups')?.rows).toEqual(GROUPS.rows);
  });

  it('says in the catalogue what group each code belongs to', async () => {
    const { fields } = await describeDataset(world.asking, ANALYST, ID);
    const codes = fields.find(({ name }) => name === 'category')?.codes ?? [];
    const parents = new Map(codes.map(({ code, parent }) => [code, parent]));
    expect([parents.get('Theft'), parents.get('Fraud'), parents.get('Robbery')]).toEqual([
      'Acquisitive',
      'Acquisitive',
      'Violent',
    ]);
  });

  it('cannot be deleted while a dataset joins it, nor lose the column', async () => {
    const { itemVersion } = await getLookup(world.asking, SUPER_ADMIN, 'crime_groups');
    const refused = await deleteLookup(world.asking, SUPER_ADMIN, 'crime_groups', itemVersion).catch(
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining(ID) });
    const narrow = { ...GROUPS, columns: [{ name: 'note', label: 'Note' }], rows: [['Theft', 'x']] };
    await expect(put(narrow, itemVersion)).rejects.toMatchObject({
      details: { faults: [{ at: 'columns' }] },
    });
    expect((await listLookups(world.asking, SUPER_ADMIN))[0]).toMatchObject({ usedBy: [ID], rows: 3 });
    await applyDefinition(world.asking, SUPER_ADMIN, PLAIN);
    await deleteLookup(world.asking, SUPER_ADMIN, 'crime_groups', itemVersion);
    expect(await codeOf(getLookup(world.asking, SUPER_ADMIN, 'crime_groups'))).toBe('NOT_FOUND');
  });

  it('cannot be deleted at the very moment in which a dataset begins to join it', async () => {
    const { itemVersion } = await put(GROUPS, 0);
    const both = await Promise.all([
      codeOf(applyDefinition(world.asking, SUPER_ADMIN, JOINED)),
      codeOf(deleteLookup(world.asking, SUPER_ADMIN, 'crime_groups', itemVersion)),
    ]);
    expect(both.sort()).toEqual(['CONFLICT', 'no error']);
  });
});

describe('a lookup key and its value', () => {
  it('are text to every engine, whatever they hold', async () => {
    const hostile = ADVERSARIAL_TEXTS.filter(
      (text) => text.trim() === text && text !== '' && text.length <= 200 && !/\p{Cc}/u.test(text),
    );
    expect(hostile.length).toBeGreaterThan(15);
    const rows = hostile.map((text) => `,2018-06,"${text.replaceAll('"', '""')}",${WEST},theft,1`);
    const delivered = await world.deliver('2018-06-b.csv', made(...rows));
    expect(delivered.report).toMatchObject({ accepted: hostile.length, rejected: 0 });
    const columns = [{ name: 'echo', label: 'Echo' }];
    await put(
      { title: 'Echo', keyLabel: 'Force', columns, rows: hostile.map((text) => [text, `<${text}>`]) },
      0,
      'echo',
    );
    const echo = {
      name: 'echo',
      label: 'Echo',
      description: 'The same.',
      on: 'force',
      lookup: 'echo',
      column: 'echo',
    };
    await applyDefinition(world.asking, SUPER_ADMIN, { ...PLAIN, lookups: [echo] });
    await world.show();
    const spec = { ...BY_KIND, groupBy: [{ field: 'echo' }], where: { time: { from: '2018-06-01' } } };
    const { echo: values } = await world.ask(spec);
    expect([...(values ?? [])].sort()).toEqual(hostile.map((text) => `<${text}>`).sort());
  });
});

describe('putLookup(platform, caller, name, spec, expected)', () => {
  it('reads the text of a CSV file: first the key, then the columns by its header', async () => {
    const csv = '\ufeffWard code,"Ward, name",Count\r\nE05000001,"Abbey ""Road""",12\r\nE05000002,Zoo,\r\n';
    expect(await put({ title: 'Wards', csv }, 0, 'wards')).toMatchObject({
      keyLabel: 'Ward code',
      columns: [
        { name: 'ward_name', label: 'Ward, name' },
        { name: 'count_value', label: 'Count' },
      ],
      rows: [
        ['E05000001', 'Abbey "Road"', '12'],
        ['E05000002', 'Zoo', ''],
      ],
    });
  });

  it.each([
    ['with semicolons', 'Code;Name\n1;2\n', /separated by semicolons: only commas are read/],
    ['of keys only', 'Code\n1\n', /no column beside the key/],
    ['that is empty', '', /no column beside the key/],
    ['that was cut', 'Code,Name\n1,"Abb', /opens a quote that it never closes/],
  ])('says in words what is wrong with a file %s', async (_what, csv, message) => {
    await expect(put({ title: 'Wards', csv }, 0, 'unread')).rejects.toMatchObject({
      code: 'SPEC_INVALID',
      details: { faults: [{ at: 'csv', message: expect.stringMatching(message) }] },
    });
  });

  it('changes nothing for the same content, and refuses a version that has passed', async () => {
    const { itemVersion } = await put(GROUPS, 0, 'same');
    expect(await put(GROUPS, itemVersion, 'same')).toMatchObject({ itemVersion });
    expect(await codeOf(put({ ...GROUPS, title: 'B' }, itemVersion + 1, 'same'))).toBe('CONFLICT');
    expect(await codeOf(put(GROUPS, 7, 'other'))).toBe('CONFLICT');
  });

  it.each<[string, object, readonly string[]]>([
    [
      'a key twice',
      {
        rows: [
          ['a', 'b', 'c'],
          ['a', 'd', 'e'],
        ],
      },
      ['rows[1][0]'],
    ],
    [
      'rows of other lengths',
      {
        rows: [
          ['a', 'b'],
          ['c', 'd', 'e', 'f'],
        ],
      },
      ['rows[0]', 'rows[1]'],
    ],
    ['an empty key', { rows: [[' ', 'b', 'c']] }, ['rows[0][0]']],
    ['a NUL', { rows: [['a', 'b\0', 'c']] }, ['rows[0][1]']],
    ['a long text', { rows: [['a', 'x'.repeat(201), 'c']] }, ['rows[0][1]']],
    ['a column twice', { columns: [GROUPS.columns[0], GROUPS.columns[0]] }, ['columns[1].name']],
    ['too many rows', { rows: Array.from({ length: 5_001 }, (_, i) => [`${i}`, 'b', 'c']) }, ['rows']],
    [
      'too many columns',
      { columns: Array.from({ length: 21 }, (_, i) => ({ name: `c${i}`, label: 'c' })), rows: [] },
      ['columns'],
    ],
    [
      'more than a query can write out',
      { rows: Array.from({ length: 4_000 }, (_, i) => [`key ${i}`, `value ${i}`, 'same']) },
      ['columns[0]'],
    ],
    ['another name', { name: 'other' }, ['name']],
    ['an unknown key', { colour: 'red' }, ['colour']],
  ])('finds %s', async (_what, changes, at) => {
    const error = await put({ ...GROUPS, ...changes }, 0, 'faulty').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'SPEC_INVALID' });
    const { faults } = (error as { details: { faults: { at: string }[] } }).details;
    expect(faults.map((fault) => fault.at)).toEqual(at);
  });

  it('is for those who may change lookups; others may not even read them', async () => {
    expect(await codeOf(put(GROUPS, 0, 'mine', SUPPLIER))).toBe('FORBIDDEN');
    expect(await codeOf(listLookups(world.asking, ANALYST))).toBe('FORBIDDEN');
    expect(await codeOf(getLookup(world.asking, ANALYST, 'wards'))).toBe('FORBIDDEN');
    expect(await codeOf(deleteLookup(world.asking, ANALYST, 'wards', 1))).toBe('FORBIDDEN');
  });
});

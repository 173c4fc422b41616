import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeProfile } from '#app/access/profiles.ts';
import { checkDefinition } from '#app/dataset/definitions.ts';
import { applyDefinition } from '#app/dataset.ts';
import { getLookup, putLookup } from '#app/lookup/lookups.ts';
import { addProfile, northAccess } from '#test/support/access-platform.ts';
import { MADE_CRIME, made, SUPER_ADMIN, WEST } from '../ingest/made-platform.ts';
import { type Asking, makeAsking } from './made-queries.ts';

const ID = MADE_CRIME.id;
const columns = [
  { name: 'kind', label: 'Kind' },
  { name: 'fine', label: 'Fine' },
];
const table = (...rows: string[][]) => ({ title: 'Groups', keyLabel: 'Category', columns, rows });
const ROWS = [
  ['Theft', 'Crime', 'Theft'],
  ['Robbery', 'Crime', 'Robbery'],
  ['Fraud', '', ''],
];
const KIND = { name: 'crime_kind', label: 'Kind', description: 'Kind.', on: 'category', lookup: 'groups' };
const joined = (column: string) => ({ ...MADE_CRIME, lookups: [{ ...KIND, column }] });
const profile = (id: string, ...fields: string[]) => ({
  id,
  title: id,
  description: '',
  datasets: { [ID]: northAccess({ fields }) },
});

let world: Asking;
beforeAll(async () => {
  world = await makeAsking();
  await world.deliver('2018-05-a.csv', made(`1,2018-05,Met,${WEST},theft,5`));
  await putLookup(world.asking, SUPER_ADMIN, 'groups', table(...ROWS), 0);
  await applyDefinition(world.asking, SUPER_ADMIN, joined('kind'));
  await addProfile(world.asking.registry, profile('kinds', 'crime_kind'));
});
afterAll(() => world.close());

const put = async (...rows: string[][]) => {
  const { itemVersion } = await getLookup(world.asking, SUPER_ADMIN, 'groups');
  return putLookup(world.asking, SUPER_ADMIN, 'groups', table(...rows), itemVersion);
};
const refusedAt = (at: string) => ({ code: 'SPEC_INVALID', details: { faults: [{ at }] } });

describe('one Super Admin alone', () => {
  it('cannot have a lookup field tell a hidden field by another column of its table', async () => {
    const refused = applyDefinition(world.asking, SUPER_ADMIN, joined('fine'));
    await expect(refused).rejects.toMatchObject(refusedAt('lookups[0]'));
    const { faults } = await checkDefinition(world.asking, SUPER_ADMIN, joined('fine'));
    expect(faults[0]?.message).toMatch(
      /"kinds" shows "crime_kind" and hides "category".*add another lookup field/,
    );
  });

  it('cannot do so by taking the lookup field out and adding it again', async () => {
    await applyDefinition(world.asking, SUPER_ADMIN, MADE_CRIME);
    await expect(applyDefinition(world.asking, SUPER_ADMIN, joined('fine'))).rejects.toMatchObject(
      refusedAt('lookups[0]'),
    );
  });

  it('can add another lookup field, which no profile shows yet', async () => {
    const both = { ...MADE_CRIME, lookups: [{ ...KIND, name: 'crime_fine', column: 'fine' }] };
    await expect(applyDefinition(world.asking, SUPER_ADMIN, both)).resolves.toMatchObject({ changed: true });
  });
});

describe('rows of a lookup table that a profile shows without its key', () => {
  let other: Asking;
  beforeAll(async () => {
    other = world;
    world = await makeAsking();
    await putLookup(world.asking, SUPER_ADMIN, 'groups', table(...ROWS), 0);
    await applyDefinition(world.asking, SUPER_ADMIN, joined('kind'));
    await addProfile(world.asking.registry, profile('kinds', 'crime_kind'));
  });
  afterAll(async () => {
    await world.close();
    world = other;
  });

  it.each<[string, string[][], string]>([
    [
      'split a group',
      [
        ['Theft', 'A', 'x'],
        ['Robbery', 'B', 'x'],
      ],
      'rows[1]',
    ],
    ['take one key of a group away', [['Theft', 'Crime', 'x']], 'rows'],
    ['tell a key that had no row', [...ROWS, ['Arson', 'Other', 'x']], 'rows[3]'],
    ['tell a key that had no value', [...ROWS.slice(0, 2), ['Fraud', 'Other', '']], 'rows[2]'],
  ])('cannot %s', async (_what, rows, at) => {
    await expect(put(...rows)).rejects.toMatchObject(refusedAt(at));
  });

  it('can be renamed, lose a whole group, and say what they like in columns that nobody is shown', async () => {
    await put(['Theft', 'Offence', 'x'], ['Robbery', 'Offence', 'y'], ['Arson', '', 'z']);
    await put(['Arson', '', 'z']);
  });

  it('cannot be told apart while a change of a profile that would show them waits to be approved', async () => {
    await putLookup(world.asking, SUPER_ADMIN, 'waits', table(...ROWS), 0);
    const waits = { ...KIND, name: 'waiting', lookup: 'waits', column: 'kind' };
    const definition = { ...joined('kind'), lookups: [{ ...KIND, column: 'kind' }, waits] };
    await applyDefinition(world.asking, SUPER_ADMIN, definition);
    const finer = table(['Theft', 'A', ''], ['Robbery', 'B', '']);
    await writeProfile(world.asking, SUPER_ADMIN, 'later', profile('later', 'waiting'), 0);
    await expect(putLookup(world.asking, SUPER_ADMIN, 'waits', finer, 2)).rejects.toMatchObject(
      refusedAt('rows[1]'),
    );
  });
});

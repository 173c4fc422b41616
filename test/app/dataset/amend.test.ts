import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listDatasets } from '#app/catalogue.ts';
import { checkDefinition, openDefinition, retireDefinition } from '#app/dataset/definitions.ts';
import { listDueForReview } from '#app/dataset/retention.ts';
import { applyDefinition } from '#app/dataset.ts';
import { getDelivery } from '#app/ingest/deliveries.ts';
import { amendmentFaults } from '#core/datasets/amendment.ts';
import { type DatasetDefinition, DatasetDefinitionSchema } from '#core/model/dataset.ts';
import { MADE_CRIME, made, SUPER_ADMIN, SUPPLIER, WEST } from '../ingest/made-platform.ts';
import { ANALYST, type Asking, makeAsking } from './made-queries.ts';

const WEAPON = {
  name: 'weapon',
  label: 'Weapon',
  description: 'What was used.',
  type: 'category',
  role: 'dimension',
  sensitivity: 'open',
} as const;
const [STREET] = MADE_CRIME.layouts;
if (STREET === undefined) throw new Error('the made dataset has no layout');
/** A field more, and a layout in which `category` is called `crime type`. */
const AMENDED = {
  ...MADE_CRIME,
  fields: [...MADE_CRIME.fields, WEAPON],
  layouts: [
    STREET,
    {
      ...STREET,
      name: 'street_again',
      columns: ['id', 'month', 'force', 'longitude', 'latitude', 'crime type', 'value', 'weapon'],
      fields: { ...STREET.fields, category: 'crime type', weapon: 'weapon' },
    },
  ],
};
const AGAIN = AMENDED.layouts[1]?.columns.join(',') ?? '';
const ID = MADE_CRIME.id;
const byField = (field: string) => ({
  datasets: [ID],
  groupBy: [{ field }],
  measures: [{ measure: 'count' as const }],
});

let world: Asking;
beforeAll(async () => {
  world = await makeAsking();
  await world.deliver(
    '2018-05-a.csv',
    made(`1,2018-05,Met,${WEST},theft,5`, `2,2018-05,Met,${WEST},Robbery,7`),
  );
  await world.show();
});
afterAll(() => world.close());

describe('an amended definition', () => {
  it('has a new field unknown on what was published before it', async () => {
    const { notes, faults } = await checkDefinition(world.asking, SUPER_ADMIN, AMENDED);
    expect(faults).toEqual([]);
    expect(notes).toEqual([
      expect.stringMatching(/^new fields \(weapon\) are unknown on records/),
      expect.stringMatching(/^files with the columns of street_again/),
    ]);
    await applyDefinition(world.asking, SUPER_ADMIN, AMENDED);
    await world.show();
    expect(await world.ask(byField('weapon'))).toMatchObject({ weapon: [null], count: [2] });
    const known = { ...byField('category'), where: { fields: [{ field: 'weapon', is: 'known' as const }] } };
    expect(await world.ask(known)).toMatchObject({ count: [0, 0] });
    expect(await world.ask({ datasets: [ID], records: { fields: ['crime_id', 'weapon'] } })).toMatchObject({
      weapon: [null, null],
    });
  });

  it('takes files with the old and the new header, and answers over both', async () => {
    const later = await world.deliver(
      '2018-06-b.csv',
      `${AGAIN}\n3,2018-06,Met,${WEST},theft,1,knife\n4,2018-06,Met,${WEST},theft,1,\n`,
    );
    expect(later).toMatchObject({ state: 'published', layout: 'street_again', definitionVersion: 2 });
    const old = await world.deliver('2018-07-c.csv', made(`5,2018-07,Met,${WEST},Robbery,1`));
    expect(old).toMatchObject({ state: 'published', layout: 'street' });
    expect(await world.ask(byField('weapon'))).toMatchObject({ weapon: ['knife', null], count: [1, 4] });
    expect(await world.ask(byField('category'))).toMatchObject({
      category: ['Robbery', 'Theft'],
      count: [2, 3],
    });
  });

  it('shows labels, codes and what is hidden at once, without a new delivery', async () => {
    const { definition, itemVersion } = await openDefinition(world.asking, SUPER_ADMIN, ID);
    const theft = { code: 'Theft', label: 'Stealing', sources: ['theft', 'steal'] };
    await applyDefinition(
      world.asking,
      SUPER_ADMIN,
      {
        ...definition,
        title: 'Crime, as made',
        fields: definition.fields.map((field) =>
          field.name === 'force' ? { ...field, hidden: ['query'] } : field,
        ),
        codeLists: {
          category: [theft, { code: 'Robbery', label: 'Robbery' }, { code: 'Arson', label: 'Arson' }],
        },
      },
      { expected: itemVersion },
    );
    const [listed] = await listDatasets(world.asking, ANALYST);
    expect(listed?.title).toBe('Crime, as made');
    expect(listed?.fields.find(({ name }) => name === 'category')?.codes).toEqual([
      { code: 'Theft', label: 'Stealing' },
      { code: 'Robbery', label: 'Robbery' },
      { code: 'Arson', label: 'Arson' },
    ]);
    await expect(world.ask(byField('force'))).rejects.toMatchObject({ code: 'FIELD_NOT_FOUND' });
    const arson = { ...byField('category'), where: { fields: [{ field: 'category', in: ['Arson'] }] } };
    expect(await world.ask(arson)).toMatchObject({ category: ['Arson'], count: [0] });
  });

  it('is refused when somebody else was quicker, at another id, or without the right', async () => {
    const { definition, itemVersion } = await openDefinition(world.asking, SUPER_ADMIN, ID);
    const again = (options: object, caller = SUPER_ADMIN) =>
      applyDefinition(world.asking, caller, { ...definition, title: 'New' }, options);
    await expect(again({ expected: itemVersion - 1 })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(again({ id: 'made-calls' })).rejects.toMatchObject({ details: { faults: [{ at: 'id' }] } });
    await expect(again({}, SUPPLIER)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('cannot contradict the records that there are, and says what to do instead', async () => {
    const { definition } = await openDefinition(world.asking, SUPER_ADMIN, ID);
    const [first, ...rest] = definition.fields;
    const [layout, ...layouts] = definition.layouts;
    if (first === undefined || layout === undefined) throw new Error('the made dataset is empty');
    const faultsOf = async (changes: object) =>
      (await checkDefinition(world.asking, SUPER_ADMIN, { ...definition, ...changes })).faults;
    const oneOf = (fields: readonly object[]) => ({ fields });
    expect(await faultsOf(oneOf([...rest.filter(({ name }) => name !== 'value'), first]))).toEqual(
      expect.arrayContaining([
        { at: 'fields', message: expect.stringMatching(/"value": keep it and hide it/) },
      ]),
    );
    const asText = definition.fields.map((one) =>
      one.name === 'value' ? { ...one, type: 'text', role: 'text' } : one,
    );
    expect(await faultsOf(oneOf(asText))).toEqual([
      {
        at: 'fields[2].type',
        message: expect.stringMatching(/add a field of another name and hide this one/),
      },
    ]);
    expect(await faultsOf({ key: null })).toEqual([
      { at: 'key', message: expect.stringMatching(/add another dataset/) },
    ]);
    expect(await faultsOf({ layouts })).toEqual([
      { at: 'layouts', message: expect.stringMatching(/keep it and add another/) },
    ]);
    const daily = { ...layout, time: { kind: 'local', date: 'month' } };
    expect(await faultsOf({ layouts: [daily, ...layouts], timePrecision: 'day' })).toEqual([
      { at: 'layouts[0].time.kind', message: expect.stringMatching(/add another/) },
    ]);
    const codeLists = { category: [{ code: 'Robbery', label: 'Robbery' }] };
    expect(await faultsOf({ codeLists })).toEqual([
      { at: 'codeLists.category', message: expect.stringMatching(/"Theft": keep it, and change its label/) },
    ]);
    const contract = { ...definition.contract, window: { kind: 'append' } };
    expect(await faultsOf({ contract })).toEqual([{ at: 'contract.window', message: expect.any(String) }]);
  });

  it('may change a field that no delivery ever had', async () => {
    const { definition } = await openDefinition(world.asking, SUPER_ADMIN, ID);
    const extra = { ...WEAPON, name: 'extra', label: 'Extra' };
    await applyDefinition(world.asking, SUPER_ADMIN, {
      ...definition,
      fields: [...definition.fields, extra],
    });
    const other = { ...extra, type: 'integer' };
    await applyDefinition(world.asking, SUPER_ADMIN, {
      ...definition,
      fields: [...definition.fields, other],
    });
    await applyDefinition(world.asking, SUPER_ADMIN, definition);
    expect((await openDefinition(world.asking, SUPER_ADMIN, ID)).definition.fields).toEqual(
      definition.fields,
    );
  });
});

describe('a delivery', () => {
  it('uses one version throughout, whatever is amended meanwhile', async () => {
    const { definition } = await openDefinition(world.asking, SUPER_ADMIN, ID);
    const other = await makeAsking();
    try {
      let amended = false;
      const { worker } = other.ingest.platform;
      const stage = worker.stage.bind(worker);
      worker.stage = async (task, onStep) => {
        const outcome = await stage(task, onStep);
        await applyDefinition(other.asking, SUPER_ADMIN, AMENDED);
        amended = true;
        return outcome;
      };
      const delivery = await other.deliver('2018-05-a.csv', made(`1,2018-05,Met,${WEST},theft,5`));
      expect(amended).toBe(true);
      expect(delivery).toMatchObject({ state: 'published', definitionVersion: 1 });
      await other.show();
      expect(await other.ask(byField('weapon'))).toMatchObject({ weapon: [null], count: [1] });
    } finally {
      await other.close();
    }
    expect(definition.version).toBeGreaterThan(2);
  });
});

describe('a file that is sent again after an amendment', () => {
  const APPENDED = {
    ...AMENDED,
    id: 'made-calls',
    key: null,
    contract: { ...AMENDED.contract, window: { kind: 'append' } },
  };
  const FILE = made(`1,2018-05,Met,${WEST},theft,5`, `1,2018-05,Met,${WEST},theft,5`);
  const send = () => world.deliver('2018-05-a.csv', FILE, { dataset: 'made-calls' });
  const count = async () =>
    (await world.ask({ datasets: ['made-calls'], measures: [{ measure: 'count' }] }))['count'];

  it('is unchanged when it would be read alike', async () => {
    await applyDefinition(world.asking, SUPER_ADMIN, APPENDED);
    await world.show();
    expect(await send()).toMatchObject({ state: 'published', number: 1 });
    await applyDefinition(world.asking, SUPER_ADMIN, { ...APPENDED, title: 'Calls', retentionMonths: 5 });
    expect(await send()).toMatchObject({ state: 'unchanged', sameAs: 1 });
    expect(await count()).toEqual([2]);
  });

  it('takes the place of what it was read to before, when it is read otherwise', async () => {
    const codeLists = {
      category: [
        { code: 'Theft', label: 'Theft' },
        { code: 'Robbery', label: 'Robbery' },
      ],
    };
    await applyDefinition(world.asking, SUPER_ADMIN, { ...APPENDED, codeLists });
    const again = await send();
    expect(again).toMatchObject({ state: 'published', number: 3, report: { accepted: 2, replaced: 2 } });
    expect(await count()).toEqual([2]);
    const first = await getDelivery(world.asking, SUPER_ADMIN, 'made-calls', 1);
    expect(first).toMatchObject({ state: 'withdrawn', step: 'sent again as delivery 3' });
    expect(await send()).toMatchObject({ state: 'unchanged', sameAs: 3 });
  });
});

describe('retireDefinition(platform, caller, id, retired)', () => {
  it('offers the dataset to nobody, answers no query and takes no delivery, until it is brought back', async () => {
    const { itemVersion } = await openDefinition(world.asking, SUPER_ADMIN, ID);
    const retire = (retired: boolean, expected: number | null = null) =>
      retireDefinition(world.asking, SUPER_ADMIN, ID, retired, expected);
    await expect(retire(true, itemVersion - 1)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await retire(true, itemVersion)).definition.retired).toBe(true);
    expect(await retire(true)).toMatchObject({ itemVersion: itemVersion + 1 });
    expect((await listDatasets(world.asking, ANALYST)).map(({ id }) => id)).toEqual(['made-calls']);
    await expect(world.ask(byField('category'))).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
    await expect(world.deliver('2018-08-d.csv', made())).rejects.toMatchObject({ code: 'CONFLICT' });
    const amended = { ...(await openDefinition(world.asking, SUPER_ADMIN, ID)).definition, retired: false };
    await applyDefinition(world.asking, SUPER_ADMIN, { ...amended, title: 'Still retired' });
    await expect(world.ask(byField('category'))).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
    await retire(false);
    expect(await world.ask(byField('category'))).toMatchObject({ count: [0, 2, 3] });
  });
});

describe('listDueForReview(platform, caller)', () => {
  it('lists months and records that are older than the dataset keeps them', async () => {
    const { definition } = await openDefinition(world.asking, SUPER_ADMIN, ID);
    const keep = (retentionMonths: number | null) =>
      applyDefinition(world.asking, SUPER_ADMIN, { ...definition, retentionMonths });
    const due = (now: string) =>
      listDueForReview({ ...world.asking, clock: () => new Date(now) }, SUPER_ADMIN);
    expect(await due('2030-01-01T00:00:00Z')).toEqual([]);
    await keep(12);
    expect(await due('2019-05-31T22:59:00Z')).toEqual([]);
    expect(await due('2019-06-30T23:30:00Z')).toEqual([
      { dataset: ID, retentionMonths: 12, dueBefore: '2018-07', months: ['2018-05', '2018-06'], rows: 4 },
    ]);
    await keep(null);
    expect(await due('2030-01-01T00:00:00Z')).toEqual([]);
  });
});

describe('amendmentFaults(current, next, used)', () => {
  it('finds nothing where no delivery was ever taken', () => {
    const current: DatasetDefinition = DatasetDefinitionSchema.parse(MADE_CRIME);
    const next = { ...current, fields: current.fields.slice(0, 1), key: null, codeLists: {}, layouts: [] };
    expect(amendmentFaults(current, next, [])).toEqual([]);
    expect(amendmentFaults(current, next, [current]).length).toBeGreaterThan(4);
  });
});

import { describe, expect, it } from 'vitest';
import { type DatasetAccess, wholeAccess } from '#core/access/profile.ts';
import { type DatasetDefinition, DatasetDefinitionSchema } from '#core/model/dataset.ts';
import { AppError } from '#core/model/error.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { placesOf } from '#core/query/places.ts';
import { type QueryContext, resolveQuery } from '#core/query/resolve.ts';
import { codeParents, type Lookups } from '#core/view/lookup.ts';
import { viewFor } from '#core/view/view.ts';
import { FIXTURE_DATASETS, NORTH_CRIME, SOUTH_CALLS } from '#test/support/fixture-datasets.ts';
import { GEOGRAPHIES, VINTAGES } from '#test/support/fixture-geography.ts';
import { contextOf, fixtureManifest, NOW } from '#test/support/fixture-lake.ts';

const WHOLE = contextOf(
  FIXTURE_DATASETS,
  FIXTURE_DATASETS.map((dataset, number) => fixtureManifest(dataset, number)),
);

function context(
  definition: DatasetDefinition,
  access: Partial<DatasetAccess>,
  lookups: Lookups = new Map(),
): QueryContext {
  const view = viewFor(definition, { ...wholeAccess(definition), ...access }, NOW, lookups);
  return { ...WHOLE, views: new Map([...WHOLE.views, [definition.id, view]]) };
}

function refusal(spec: QuerySpec, within: QueryContext): unknown {
  try {
    resolveQuery(spec, within);
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, message: error.message, ...error.details };
    throw error;
  }
  return null;
}

const without = (level: string): QueryContext => ({
  ...WHOLE,
  places: placesOf(
    GEOGRAPHIES.filter(({ geography }) => geography.level !== level),
    Object.fromEntries(Object.entries(VINTAGES).filter(([one]) => one !== level)),
  ),
});
const coarse = (cell: 7 | 8 | 9 | null, levels: string[]) =>
  context(NORTH_CRIME.definition, { precision: { exact: false, cell, levels } });
const datasets = ['north-crime'];
const NEAR: QuerySpec = { datasets, where: { space: { near: { lon: 0, lat: 51.5, metres: 500 } } } };

describe('a level of areas that a profile hides', () => {
  it.each<readonly [string, QuerySpec]>([
    ['group by it', { datasets, groupBy: [{ area: 'lsoa' }] }],
    ['group by a vintage of it', { datasets, groupBy: [{ area: 'lsoa', vintage: '2021' }] }],
    ['list it', { datasets, records: { fields: ['lsoa'] } }],
    ['filter by one of its areas', { datasets, where: { space: { areas: ['E01', 'LE01N'] } } }],
  ])('is missing in the same words for who would %s', (_title, spec) => {
    const hidden = refusal(spec, coarse(9, ['borough', 'ward']));
    expect(hidden).not.toBeNull();
    expect(hidden).toEqual(refusal(spec, without('lsoa')));
  });

  it('is missing for several datasets if one of them hides it', () => {
    const spec: QuerySpec = { datasets: ['north-crime', 'south-calls'], groupBy: [{ area: 'lsoa' }] };
    expect(refusal(spec, WHOLE)).toBeNull();
    expect(refusal(spec, coarse(9, ['borough']))).toMatchObject({
      message: 'groupBy[0].area: there is no level "lsoa"; the levels are borough',
    });
  });

  it('leaves coverage that is stated in its areas out', () => {
    const [of] = resolveQuery({ datasets }, coarse(9, ['ward'])).datasets;
    expect(of?.supply.get(201_901)).toBeNull();
    const [shown] = resolveQuery({ datasets }, coarse(9, ['borough'])).datasets;
    expect(shown?.supply.get(201_901)).toEqual(new Set(['E01', 'E02']));
  });
});

describe('cells that a profile hides', () => {
  it('are missing as groups, and say which there are', () => {
    const spec: QuerySpec = { datasets, groupBy: [{ cell: 9 }] };
    expect(refusal(spec, coarse(8, []))).toMatchObject({
      message: 'groupBy[0].cell: there are no cells of resolution 9; the resolutions are 7, 8',
    });
    expect(refusal(spec, coarse(null, ['ward']))).toMatchObject({
      message: 'groupBy[0].cell: there are no cells of resolution 9; there are none',
    });
    expect(refusal(spec, coarse(9, []))).toBeNull();
  });

  it.each(['cell_9', 'longitude', 'record_id'])('are missing in lists as no field is: %s', (name) => {
    const spec = (field: string): QuerySpec => ({ datasets, records: { fields: [field] } });
    const nowhere = JSON.stringify(refusal(spec('nowhere'), WHOLE)).replaceAll('nowhere', name);
    expect(JSON.stringify(refusal(spec(name), coarse(8, [])))).toBe(nowhere);
  });

  it('are missing in lists of several datasets if one of them hides them', () => {
    const spec: QuerySpec = { datasets: ['south-calls', 'north-crime'], records: { fields: ['cell_9'] } };
    expect(refusal(spec, WHOLE)).toBeNull();
    expect(refusal(spec, coarse(8, []))).toMatchObject({ code: 'FIELD_NOT_FOUND' });
  });
});

describe('a shape', () => {
  it('is refused with what to do where no place is shown', () => {
    expect(refusal(NEAR, coarse(null, []))).toMatchObject({
      message:
        'where.space.near: cannot be used: your profile shows neither places nor areas of these records; take it out',
    });
    expect(refusal(NEAR, coarse(null, ['ward']))).toBeNull();
  });
});

describe('a field that is hidden for one use', () => {
  const hiding = (hidden: readonly ('query' | 'output')[]) => {
    const { definition } = NORTH_CRIME;
    const fields = definition.fields.map((field) =>
      field.name === 'weapon' ? { ...field, hidden: [...hidden] } : field,
    );
    return context({ ...definition, fields }, {});
  };
  const gone = context(NORTH_CRIME.definition, { fields: ['category', 'loss', 'note'] });
  const FILTER: QuerySpec = { datasets, where: { fields: [{ field: 'weapon', is: 'known' }] } };
  const LIST: QuerySpec = { datasets, records: { fields: ['weapon'] } };
  const GROUP: QuerySpec = { datasets, groupBy: [{ field: 'weapon' }] };
  const DISTINCT: QuerySpec = { datasets, measures: [{ measure: 'distinct', field: 'weapon' }] };

  it.each<readonly ['query' | 'output', QuerySpec[], QuerySpec[]]>([
    ['query', [LIST], [FILTER, GROUP, DISTINCT]],
    ['output', [FILTER], [LIST, GROUP, DISTINCT]],
  ])('in %s can be used for the other, and is else missing in the same words', (use, allowed, refused) => {
    for (const spec of allowed) expect(refusal(spec, hiding([use]))).toBeNull();
    for (const spec of refused) {
      expect(refusal(spec, hiding([use]))).not.toBeNull();
      expect(refusal(spec, hiding([use]))).toEqual(refusal(spec, gone));
    }
  });

  it('hides what is mapped from it as well', () => {
    const { definition } = SOUTH_CALLS;
    const fields = definition.fields.map((field) => ({ ...field, hidden: ['output' as const] }));
    const spec: QuerySpec = { datasets: ['south-calls'], groupBy: [{ field: 'category' }] };
    expect(refusal(spec, context({ ...definition, fields }, {}))).toMatchObject({ code: 'FIELD_NOT_FOUND' });
  });
});

describe('a field of a lookup', () => {
  const definition = DatasetDefinitionSchema.parse({
    ...NORTH_CRIME.definition,
    lookups: [
      {
        name: 'harm',
        label: 'Harm',
        description: 'How much harm is done',
        on: 'weapon',
        lookup: 'weapons',
        column: 'harm',
      },
    ],
  });
  const lookups: Lookups = new Map([
    [
      'weapons',
      {
        columns: [{ name: 'title' }, { name: 'harm' }],
        rows: [
          ['knife', 'Knives', 'severe'],
          ['gun', 'Guns', 'severe'],
          ['fist', 'None', 'slight'],
          ['other', 'Other', ''],
        ],
      },
    ],
  ]);

  it('is shown by its own name, even where the field that it is on is hidden', () => {
    const view = viewFor(definition, { ...wholeAccess(definition), fields: ['harm'] }, NOW, lookups);
    expect(view.fields.map(({ name }) => name)).toEqual(['harm']);
    expect(view.field('harm')?.codes?.map(({ code }) => code)).toEqual(['severe', 'slight']);
    expect(view.table({}).columns).toContain('weapon');
    expect(view.columnType('weapon')).toBe('VARCHAR');
  });

  it('is not there without its name in the profile, without its table or without its column', () => {
    const access = wholeAccess(definition);
    expect(viewFor(definition, { ...access, fields: ['weapon'] }, NOW, lookups).field('harm')).toBeNull();
    expect(viewFor(definition, access, NOW).field('harm')).toBeNull();
    const other: Lookups = new Map([['weapons', { columns: [{ name: 'title' }], rows: [] }]]);
    expect(viewFor(definition, access, NOW, other).field('harm')).toBeNull();
  });

  const parents = (fields: string[], tables: Lookups = lookups) => {
    const view = viewFor(definition, { ...wholeAccess(definition), fields }, NOW, tables);
    const codes = ['knife', 'gun', 'fist', 'other', 'poison'].map((code) => ({
      code,
      label: code,
      sources: [],
    }));
    return Object.fromEntries(codeParents({ name: 'weapon', codes }, definition, tables, view));
  };

  it('says what the codes of its field belong to, where both are shown', () => {
    expect(parents(['weapon', 'harm'])).toEqual({ knife: 'severe', gun: 'severe', fist: 'slight' });
    expect(parents(['weapon'])).toEqual({});
    expect(parents(['weapon', 'harm'], new Map())).toEqual({});
  });

  it('is no group of codes where each has a value of its own, or all have the same', () => {
    const table = (...rows: readonly string[][]): Lookups =>
      new Map([['weapons', { columns: [{ name: 'harm' }], rows }]]);
    expect(parents(['weapon', 'harm'], table(['knife', 'a'], ['gun', 'b']))).toEqual({});
    expect(parents(['weapon', 'harm'], table(['knife', 'a'], ['gun', 'a']))).toEqual({});
    const three = table(['knife', 'a'], ['gun', 'a'], ['fist', 'b']);
    expect(parents(['weapon', 'harm'], three)).toEqual({ knife: 'a', gun: 'a', fist: 'b' });
  });
});

describe('what an engine is let read', () => {
  const geography = { borough: { '2022': 'h' }, ward: { '2025': 'h' } };
  const tableOf = (access: Partial<DatasetAccess>) =>
    viewFor(NORTH_CRIME.definition, { ...wholeAccess(NORTH_CRIME.definition), ...access }, NOW).table(
      geography,
    );

  it('has the fields shown, the places as fine as shown, and never an internal field', () => {
    const { columns } = tableOf({
      fields: ['category'],
      precision: { exact: false, cell: 8, levels: ['ward', 'lsoa'] },
    });
    expect(columns).toEqual(expect.arrayContaining(['category', 'h3_7', 'h3_8', 'ward_2025', 'month']));
    for (const hidden of [
      'weapon',
      'secret',
      'h3_9',
      'longitude',
      'snapped_longitude',
      'borough_2022',
      'lsoa_2021',
    ])
      expect(columns).not.toContain(hidden);
  });

  it('has the columns of the row rule, and the rule as a filter', () => {
    const table = tableOf({ fields: [], rowRule: { column: 'secret', in: ['s'] } });
    expect(table.columns).toContain('secret');
    expect(table.rowFilter).toBe("secret = 's'");
  });
});

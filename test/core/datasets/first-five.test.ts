import { describe, expect, it } from 'vitest';
import { COMMON_FIELDS } from '#core/datasets/common-fields.ts';
import { definitionFaults } from '#core/datasets/definition-check.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';

/** Codes that say "not known", so that they have no counterpart among the common codes. */
const WITHOUT_COUNTERPART: Readonly<Record<string, readonly string[]>> = {
  'mps-crime.outcome': ['Court result unavailable', 'Status update unavailable'],
  'colp-crime.outcome': ['Court result unavailable', 'Status update unavailable'],
};

const layoutFor = (id: string, fileName: string) =>
  FIRST_DEFINITIONS.find((definition) => definition.id === id)
    ?.layouts.map(({ name, periodInName }) => ({
      name,
      groups: RegExp(periodInName ?? '$^').exec(fileName)?.groups,
    }))
    .find(({ groups }) => groups !== undefined);

describe('FIRST_DEFINITIONS', () => {
  it('describes the five datasets under the names of agency and kind', () => {
    expect(FIRST_DEFINITIONS.map(({ id }) => id)).toEqual([
      'mps-crime',
      'mps-stop-search',
      'colp-crime',
      'btp-crime',
      'tfl-casualties',
    ]);
  });

  it.each(FIRST_DEFINITIONS.map((definition) => [definition.id, definition] as const))(
    'names nothing in %s that is not there',
    (_id, definition) => {
      expect(definitionFaults(definition)).toEqual([]);
    },
  );

  it.each(
    FIRST_DEFINITIONS.flatMap((definition) =>
      Object.entries(definition.common).flatMap(([common, source]) =>
        source.from === 'field' ? [[`${definition.id}.${common}`, definition, source] as const] : [],
      ),
    ),
  )('maps every code of %s or leaves it out on purpose', (name, definition, source) => {
    const list = definition.fields.find((field) => field.name === source.field)?.codeList ?? '';
    const unmapped = definition.codeLists[list]
      ?.map(({ code }) => code)
      .filter((code) => !Object.hasOwn(source.map, code));
    expect(unmapped).toEqual(WITHOUT_COUNTERPART[name] ?? []);
  });

  it('reaches every code of every common field from at least one dataset', () => {
    for (const { name, codes } of COMMON_FIELDS) {
      const reached = new Set(
        FIRST_DEFINITIONS.flatMap(({ common }) => {
          const source = common[name];
          if (source === undefined) return [];
          return source.from === 'constant' ? [source.value] : Object.values(source.map);
        }),
      );
      expect([...reached].sort()).toEqual(codes.map(({ code }) => code).sort());
    }
  });

  it('classifies every field that tells about a person', () => {
    const sensitive = FIRST_DEFINITIONS.flatMap(({ id, fields }) =>
      fields.flatMap(({ name, sensitivity }) =>
        sensitivity === 'open' ? [] : [`${id}.${name} ${sensitivity}`],
      ),
    );
    expect(sensitive).toEqual([
      'mps-crime.crime_id restricted',
      'mps-crime.source_reference restricted',
      'mps-stop-search.clothing_removed restricted',
      'mps-stop-search.gender personal',
      'mps-stop-search.age_range personal',
      'mps-stop-search.self_defined_ethnicity special-category',
      'mps-stop-search.officer_defined_ethnicity special-category',
      'mps-stop-search.operation restricted',
      'colp-crime.crime_id restricted',
      'tfl-casualties.sex personal',
      'tfl-casualties.age_band personal',
      'tfl-casualties.age personal',
      'tfl-casualties.collision_reference restricted',
      'tfl-casualties.casualty_reference restricted',
    ]);
  });

  it.each([
    ['mps-crime', '2018-05-london-street.csv', 'street_csv', { month: '2018-05' }],
    [
      'mps-crime',
      'london-street-2016-01_2018-06.parquet',
      'history_parquet',
      { from: '2016-01', to: '2018-06' },
    ],
    ['mps-stop-search', '2023-10-metropolitan-stop-and-search.csv', 'stop_search_csv', { month: '2023-10' }],
    ['colp-crime', '2025-12-city-of-london-street.csv', 'street_csv', { month: '2025-12' }],
    ['btp-crime', '2024-01-btp-street.csv', 'street_csv', { month: '2024-01' }],
    ['tfl-casualties', '2019-gla-data-extract-casualty.csv', 'casualty_csv', { year: '2019' }],
  ])('reads what %s covers from the name %s', (id, fileName, name, groups) => {
    expect(layoutFor(id, fileName)).toEqual({ name, groups });
  });
});

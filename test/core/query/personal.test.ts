import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DatasetDefinition, Field } from '#core/model/dataset.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { partPersonal } from '#core/query/personal.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import { FIXTURE_DATASETS } from '#test/support/fixture-datasets.ts';
import { contextOf, fixtureManifest } from '#test/support/fixture-lake.ts';

const context = contextOf(FIXTURE_DATASETS, FIXTURE_DATASETS.map(fixtureManifest));
const DEFINITIONS = FIXTURE_DATASETS.map(({ definition }) => definition);

/** The parted query, where some fields are not as open as the fixture has them. */
function parted(where: QuerySpec['where'], change: Partial<Field> = {}, united = false) {
  const datasets = united ? ['north-crime', 'south-calls'] : ['north-crime'];
  const definitions = DEFINITIONS.filter(({ id }) => datasets.includes(id)).map(
    (definition): DatasetDefinition => ({
      ...definition,
      fields: definition.fields.map((field) => ({ ...field, ...change })),
    }),
  );
  return partPersonal(resolveQuery({ datasets, where }, context), definitions);
}

describe('partPersonal(query, definitions)', () => {
  it('leaves codes of open fields, areas and times in the clear', () => {
    const where: QuerySpec['where'] = {
      time: { from: '2018-05-01', to: '2018-06-30' },
      space: { areas: ['E01'] },
      fields: [
        { field: 'category', in: ['robbery'] },
        { field: 'weapon', is: 'known' },
      ],
    };
    expect(parted(where)).toMatchObject({
      words: 'Robbery in Borough 1 where weapon is known, May 2018 to June 2018',
      spec: { where },
      personal: null,
    });
  });

  it('withholds values of a field without codes, in words and in the spec, and keeps them apart', () => {
    const where: QuerySpec['where'] = { fields: [{ field: 'weapon', in: ['Joan of Arc'] }] };
    expect(parted(where)).toMatchObject({
      words: 'Crimes (weapon: [withheld])',
      spec: { where: { fields: [{ field: 'weapon', in: ['[withheld]'] }] } },
      personal: { words: 'Crimes (weapon: Joan of Arc)', spec: { where } },
    });
  });

  it('withholds a value that the code list does not have, and only that', () => {
    expect(parted({ fields: [{ field: 'category', notIn: ['robbery', 'Joan of Arc'] }] })).toMatchObject({
      words: 'Crimes where category is not Robbery or [withheld]',
      spec: { where: { fields: [{ field: 'category', notIn: ['robbery', '[withheld]'] }] } },
    });
  });

  it.each([
    { sensitivity: 'personal' },
    { sensitivity: 'special-category' },
    { sensitivity: 'restricted' },
    { role: 'key' },
    { role: 'text' },
  ] as const)('withholds codes of a field with %o', (change) => {
    const { words, personal } = parted({ fields: [{ field: 'category', in: ['robbery'] }] }, change);
    expect(words).toBe('[withheld]');
    expect(personal?.words).toBe('Robbery');
  });

  it('withholds values of a common field that is mapped from such a field', () => {
    const where: QuerySpec['where'] = { fields: [{ field: 'category', in: ['Robbery'] }] };
    expect(parted(where, {}, true).personal).toBeNull();
    expect(parted(where, { sensitivity: 'personal' }, true).words).toContain('[withheld]');
  });

  it('withholds ranges and shapes', () => {
    const near = { lon: -0.0812, lat: 51.5123, metres: 500 };
    expect(parted({ space: { near }, fields: [{ field: 'loss', from: 12.5 }] })).toMatchObject({
      words: 'Crimes within a drawn area where loss is [withheld]',
      spec: {
        where: {
          space: { near: '[withheld]' },
          fields: [{ field: 'loss', from: '[withheld]', to: '[withheld]' }],
        },
      },
      personal: { words: expect.stringContaining('51.51230, -0.08120') },
    });
  });

  it('lets no text that was typed through, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 3 }), fc.constantFrom('category', 'weapon'), (text, field) => {
        const marked = `<<${text}>>`;
        const { words, spec } = parted({ fields: [{ field, in: [marked] }] });
        expect(words).not.toContain(marked);
        expect(JSON.stringify(spec)).not.toContain(JSON.stringify(marked).slice(1, -1));
      }),
    );
  });
});

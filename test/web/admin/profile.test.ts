import { describe, expect, it } from 'vitest';
import { compareProfiles } from '#core/access/compare.ts';
import type { DatasetAccess, ProfileSpec } from '#core/access/profile.ts';
import type { Field } from '#core/model/dataset.ts';
import { idOf } from '#web/admin/organisations/drawer.tsx';
import { datasetOf } from '#web/admin/profiles/check-card.tsx';
import { differencesOf } from '#web/admin/profiles/difference.ts';
import { choosableFields, draftOf, specOf } from '#web/admin/profiles/draft.ts';
import { isSamePrecision, presets } from '#web/admin/profiles/precision.ts';
import { ruleColumns } from '#web/admin/profiles/rule.ts';

const access: DatasetAccess = {
  fields: ['category', 'outcome'],
  rowRule: { all: [{ column: 'borough_2022', in: ['E09000007'] }, { lastMonths: 12 }] },
  precision: { exact: false, cell: 8, levels: ['borough'] },
  kind: 'records',
  download: true,
  minimumCount: 1,
  rounding: 1,
};
const spec: ProfileSpec = {
  id: 'camden',
  title: 'Camden',
  description: '',
  datasets: { 'mps-crime': access },
};
const columns = ruleColumns({ fields: [], codeLists: {} }, [{ level: 'borough', vintage: '2022' }]);

describe('draftOf(spec) and specOf(draft)', () => {
  it('give back a profile that shows the same', () => {
    const again = specOf(draftOf(spec), () => columns);
    expect(again).toEqual({ spec, missing: [] });
    expect(compareProfiles(spec, again.spec).kind).toBe('same');
  });

  it('name the dataset whose rule is not finished, and send no wider one meanwhile', () => {
    const draft = draftOf(spec);
    const { missing } = specOf(
      { ...draft, datasets: { 'mps-crime': { ...access, rule: { kind: 'recent', key: 0, months: '' } } } },
      () => columns,
    );
    expect(missing).toEqual([{ dataset: 'mps-crime', message: 'Write a number of months from 1 to 600.' }]);
    expect(specOf(draft, () => null).missing).toHaveLength(1);
  });
});

describe('differencesOf(before, after, month)', () => {
  it('names what differs and nothing else', () => {
    const after = {
      datasets: { 'mps-crime': { ...access, fields: ['category'], download: false }, 'btp-crime': access },
    };
    const found = differencesOf(spec, after, 202_601);
    expect(found.filter(({ dataset }) => dataset === 'mps-crime')).toEqual([
      { dataset: 'mps-crime', what: 'Fields', before: 'category, outcome', after: 'category' },
      { dataset: 'mps-crime', what: 'Download', before: 'Allowed', after: 'Not allowed' },
    ]);
    expect(found.filter(({ dataset }) => dataset === 'btp-crime').map(({ before }) => before)).toEqual(
      Array(7).fill('Not shown'),
    );
    expect(differencesOf(spec, spec, 202_601)).toEqual([]);
  });

  it('tells a changed rule by what the engine takes', () => {
    const narrower = { ...access, rowRule: { column: 'borough_2022', in: ['E09000007', 'E09000030'] } };
    expect(differencesOf(spec, { datasets: { 'mps-crime': narrower } }, 202_601)).toEqual([
      {
        dataset: 'mps-crime',
        what: 'Records',
        before: "borough_2022 = 'E09000007' AND month >= 202502",
        after: "borough_2022 IN ('E09000007', 'E09000030')",
      },
    ]);
  });
});

describe('presets(levels)', () => {
  it('reach from exact places to none, a level bringing those above it', () => {
    const all = presets(['borough', 'ward', 'lsoa']);
    expect(all.map(({ id }) => id)).toEqual([
      'exact',
      'cell-9',
      'cell-8',
      'cell-7',
      'level-lsoa',
      'level-ward',
      'level-borough',
      'none',
    ]);
    expect(all.find(({ id }) => id === 'level-ward')?.precision.levels).toEqual(['borough', 'ward']);
    for (const { precision } of all)
      expect(all.filter((other) => isSamePrecision(other.precision, precision))).toHaveLength(1);
  });
});

describe('choosableFields(definition)', () => {
  it('leaves internal fields out and tags looked-up ones as sensitive as their source', () => {
    const hidden: Field['hidden'] = [];
    const field = { label: 'L', description: 'D', type: 'text', required: false, hidden } as const;
    const fields = choosableFields({
      fields: [
        { ...field, name: 'a', role: 'dimension', sensitivity: 'personal' },
        { ...field, name: 'b', role: 'internal', sensitivity: 'open' },
      ],
      lookups: [{ name: 'c', label: 'C', description: 'D', on: 'a', lookup: 'names', column: 'name' }],
    });
    expect(fields.map(({ name, sensitivity }) => [name, sensitivity])).toEqual([
      ['a', 'personal'],
      ['c', 'personal'],
    ]);
  });
});

describe('small things', () => {
  it('find the dataset that a fault is about', () => {
    expect(datasetOf('datasets.mps-crime.rowRule.all[0].value')).toBe('mps-crime');
    expect(datasetOf('datasets["mps-crime"].fields[1]')).toBe('mps-crime');
    expect(datasetOf('title')).toBeNull();
  });

  it('make an identifier of a name', () => {
    expect(idOf('Borough of Kensington & Chelsea')).toBe('borough-of-kensington-chelsea');
    expect(idOf('Écoles  –  Île')).toBe('ecoles-ile');
  });
});

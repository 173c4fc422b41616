import { describe, expect, it } from 'vitest';
import { MPS_CRIME } from '#core/datasets/mps-crime.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { DatasetDefinitionSchema } from '#core/model/dataset.ts';
import { searchFrom, searchText } from '#web/admin/audit/search.ts';
import { changesOf } from '#web/admin/catalogue/changes.ts';
import {
  codesFrom,
  codesText,
  identifierOf,
  layoutAfter,
  renamedField,
  withNewField,
} from '#web/admin/catalogue/draft.ts';
import { sampleOf } from '#web/admin/catalogue/sample-form.tsx';
import { csvRows, withCsv } from '#web/admin/lookups/table-text.ts';

const definition: DatasetDefinition = DatasetDefinitionSchema.parse(MPS_CRIME);
const [field] = definition.fields;
const [layout] = definition.layouts;
if (field === undefined || layout === undefined) throw new Error('the definition has fields and layouts');

describe('changesOf(before, after)', () => {
  it('has nothing to say of the same definition', () => {
    expect(changesOf(definition, structuredClone(definition))).toEqual([]);
  });

  it('names each change in one sentence', () => {
    const after = withNewField({
      ...definition,
      title: 'Crimes',
      retentionMonths: 84,
      reason: { session: true, download: false },
      fields: definition.fields.map((other) =>
        other === field ? { ...field, label: 'Other words', hidden: ['query', 'output'] } : other,
      ),
    });
    const lines = changesOf(definition, after);
    expect(lines).toHaveLength(6);
    expect(lines.join(' ')).toMatch(/Crimes.*New field.*is new.*Other words.*taken out of filters/);
    expect(lines.at(-1)).toBe('A reason is asked for once a session.');
  });
});

describe('layoutAfter(layout, name, renames, added)', () => {
  it('renames a column wherever the layout names it and puts new ones at the end', () => {
    const column = layout.columns[0] ?? '';
    const next = layoutAfter(layout, 'later', { [column]: 'Other' }, ['More']);
    expect(next.columns).toEqual(['Other', ...layout.columns.slice(1), 'More']);
    expect(JSON.stringify({ ...next, columns: [] })).not.toContain(`"${column}"`);
    expect(layout.columns[0]).toBe(column);
  });
});

describe('renamedField(definition, from, to)', () => {
  it('renames a field in layouts too', () => {
    const next = renamedField(definition, field.name, 'another');
    expect(next.fields[0]?.name).toBe('another');
    expect(next.layouts.every((other) => other.fields[field.name] === undefined)).toBe(true);
  });
});

describe('codesFrom(text)', () => {
  it('reads what codesText writes', () => {
    const codes = [
      { code: 'a', label: 'A', sources: ['one', 'two'] },
      { code: 'b', label: 'b', sources: [] },
    ];
    expect(codesFrom(codesText(codes))).toEqual(codes);
    expect(codesFrom('x\n\n')).toEqual([{ code: 'x', label: 'x', sources: [] }]);
  });
});

describe('identifierOf(words)', () => {
  it('makes names that start with a letter', () => {
    expect(['LSOA name', '2 days – late', 'é'].map(identifierOf)).toEqual(['lsoa_name', 'days_late', '']);
  });
});

describe('sampleOf(file)', () => {
  it('reads only the beginning, and no broken character', async () => {
    const text = await sampleOf(new Blob(['é'.repeat(400_000)]));
    expect(text).toHaveLength(350_000);
    expect(text).not.toContain('\uFFFD');
  });
});

describe('csvRows(text)', () => {
  it('takes quoted commas, line ends and doubled quotes, and cells of a spreadsheet', () => {
    expect(csvRows('\uFEFFa,"b, ""c""\nd"\r\n1,2\n\n')).toEqual([
      ['a', 'b, "c"\nd'],
      ['1', '2'],
    ]);
    expect(csvRows('a\tb\n1\t2')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });
});

describe('withCsv(table, text)', () => {
  const table = {
    name: 't',
    title: 'T',
    keyLabel: 'Code',
    columns: [{ name: 'kept', label: 'Group' }],
    rows: [],
    etag: '"1"',
  };

  it('keeps the names of columns that are known by their label', () => {
    expect(withCsv(table, 'Key,Group,More\na,1\n')).toMatchObject({
      keyLabel: 'Key',
      columns: [
        { name: 'kept', label: 'Group' },
        { name: 'more', label: 'More' },
      ],
      rows: [['a', '1', '']],
    });
  });

  it('is null for text without a second line', () => {
    expect(withCsv(table, 'a,b')).toBeNull();
  });
});

describe('searchText(search)', () => {
  it('leaves out what is empty and reads back', () => {
    const search = { ...searchFrom(''), who: 'a b', minRows: '5' };
    expect(searchText(search)).toBe('who=a+b&minRows=5');
    expect(searchFrom(searchText(search))).toEqual(search);
  });
});

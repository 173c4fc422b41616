import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeParquet } from '#app/files/parquet.ts';
import { writeXlsx } from '#app/files/xlsx.ts';
import { writeCsv } from '#core/files/csv.ts';
import type { FileColumn, FileKind } from '#core/files/file-column.ts';
import type { FileContent, FilePage, FileWriter } from '#core/files/file-content.ts';
import { writeGeoJson } from '#core/files/geojson.ts';
import type { Provenance } from '#core/files/provenance.ts';
import type { Cell } from '#core/model/result.ts';
import { readCsv, readGeoJson, readParquet, readXlsx } from '#test/support/read-files.ts';

const PROVENANCE: Provenance = {
  words: 'Crimes, by month',
  query: 'Q1',
  address: 'https://safestats.example/explore?d=a',
  sources: [
    { title: 'A', dataset: 'a-b', manifest: 'M', publishedAt: '2026-01-01', licence: 'OGL', coverage: 'all' },
  ],
  mapped: 5,
  notMapped: 1,
  outsideCoverage: 'c',
  rows: 3,
  rowsInAll: null,
  notes: ['a note'],
  user: 'Ann',
  at: '2026-03-01T12:00:00.000Z',
};

function columnOf(name: string, kind: FileKind, role: FileColumn['role'] = 'record', scale = 0): FileColumn {
  const labelled = kind === 'text' && role !== 'measure';
  return {
    name,
    label: name.toUpperCase(),
    role,
    kind,
    scale,
    unit: null,
    labelName: labelled ? `${name}_name` : null,
    markName: role === 'measure' ? `${name}_mark` : null,
  };
}

const COLUMNS: readonly FileColumn[] = [
  columnOf('code', 'text'),
  columnOf('whole', 'integer'),
  columnOf('cost', 'decimal', 'record', 2),
  columnOf('place', 'double'),
  columnOf('armed', 'boolean'),
  columnOf('day', 'date'),
  columnOf('at', 'instant'),
  columnOf('count', 'integer', 'measure'),
  columnOf('average', 'double', 'measure'),
];

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    '=1+1',
    '+44',
    '-5',
    '@x',
    '\tx',
    '\rx',
    'a,"b"\r\nc',
    'u',
    'c',
    'x',
    '0',
    '',
    '_x0041_',
    '<&>',
    '\u0000\u0007',
    '# a',
    "'q",
    ' ',
    '\ud83d\ude00',
  ),
);
const date = fc
  .date({ min: new Date('1890-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((one) => one.toISOString().slice(0, 10));
const mark = fc.constantFrom('c', 'x', 'h', 'u');
const unknown = (arbitrary: fc.Arbitrary<Cell>) => fc.option(arbitrary, { nil: null, freq: 4 });
const VALUES: Readonly<Record<string, fc.Arbitrary<Cell>>> = {
  code: unknown(text),
  whole: unknown(fc.maxSafeInteger()),
  cost: unknown(fc.integer({ min: -1e9, max: 1e9 }).map((cents) => cents / 100)),
  place: unknown(fc.double({ noNaN: true, noDefaultInfinity: true })),
  armed: unknown(fc.boolean()),
  day: unknown(date),
  at: unknown(date.map((one) => `${one}T01:02Z`)),
  count: fc.oneof(fc.nat(), mark),
  average: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), mark),
};

const page = fc.nat({ max: 12 }).chain((rows) =>
  fc
    .tuple(...COLUMNS.map(({ name }) => fc.array(VALUES[name] ?? text, { minLength: rows, maxLength: rows })))
    .map(
      (columns): FilePage =>
        columns.map((values, index) => {
          const { name = '', label = '', role = 'record' } = COLUMNS[index] ?? {};
          return { name, label, role, type: 'text', values, ...(name === 'code' ? { labels: LABELS } : {}) };
        }),
    ),
);
const LABELS = { '=1+1': '=SUM(A1)', c: 'See', '+44': 'Plus' };
const LABEL_OF = new Map<Cell, string>(Object.entries(LABELS));
const pages = fc.array(page, { minLength: 1, maxLength: 3 });

async function fileOf(write: FileWriter, from: readonly FilePage[], more: Partial<Provenance> = {}) {
  async function* given() {
    yield* from;
  }
  const content: FileContent = { columns: COLUMNS, provenance: { ...PROVENANCE, ...more }, pages: given() };
  const parts: Uint8Array[] = [];
  for await (const part of write(content)) parts.push(part.slice());
  return new Uint8Array(Buffer.concat(parts));
}

/** What every format must give back: a value, or a mark apart from it. */
type Wanted = { readonly value: Cell; readonly mark: string | null; readonly label: string | null };

function wanted(from: readonly FilePage[]): readonly Readonly<Record<string, Wanted>>[] {
  return from.flatMap((one) =>
    Array.from({ length: one[0]?.values.length ?? 0 }, (_, row) =>
      Object.fromEntries(
        one.map(({ name, role, values }): [string, Wanted] => {
          const value = values[row] ?? null;
          if (value === null) return [name, { value: null, mark: 'u', label: null }];
          if (role === 'measure' && typeof value === 'string')
            return [name, { value: null, mark: value, label: null }];
          const label = name === 'code' ? (LABEL_OF.get(value) ?? String(value)) : null;
          return [name, { value: Object.is(value, -0) ? 0 : value, mark: null, label }];
        }),
      ),
    ),
  );
}

/** A text cell of a CSV as it was before it was made harmless. */
const bare = (cell: string) => (/^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell);

describe('a result in every format', () => {
  it('has the same cells as CSV, with marks apart from texts that look like them', async () => {
    await fc.assert(
      fc.asyncProperty(pages, async (from) => {
        const { rows } = readCsv(await fileOf(writeCsv, from));
        const got = rows.map((row) =>
          Object.fromEntries(
            COLUMNS.map(({ name, kind, labelName }): [string, Wanted] => {
              const { text: cell = '', quoted = false } = row[name] ?? {};
              if (!quoted && /^[cxhu]$/.test(cell)) return [name, { value: null, mark: cell, label: null }];
              const label = labelName === null ? null : bare(row[labelName]?.text ?? '');
              return [name, { value: parsed(bare(cell), kind, cell), mark: null, label }];
            }),
          ),
        );
        expect(got).toEqual(wanted(from));
      }),
    );
  });

  it('has the same cells as XLSX: numbers, dates and truth as such, all else as typed text', async () => {
    await fc.assert(
      fc.asyncProperty(pages, async (from) => {
        const { rows } = readXlsx(await fileOf(writeXlsx, from));
        const got = rows.map((row) =>
          Object.fromEntries(
            COLUMNS.map(({ name, kind, labelName }): [string, Wanted] => {
              const cell = row[name];
              if (cell?.look === '4') return [name, { value: null, mark: String(cell.value), label: null }];
              const label = labelName === null ? null : String(row[labelName]?.value);
              return [name, { value: fromSheet(cell?.value ?? null, kind, cell?.look), mark: null, label }];
            }),
          ),
        );
        expect(got).toEqual(wanted(from));
      }),
    );
  });

  it('has the same cells as Parquet, of their types, with marks beside the measures', async () => {
    await fc.assert(
      fc.asyncProperty(pages, async (from) => {
        const { rows } = await readParquet(await fileOf(writeParquet, from));
        const got = rows.map((row) =>
          Object.fromEntries(
            COLUMNS.map(({ name, kind, labelName, markName }): [string, Wanted] => {
              const value = row[name] ?? null;
              const mark = value !== null ? null : markName === null ? 'u' : String(row[markName]);
              const label = labelName === null || value === null ? null : String(row[labelName]);
              return [name, { value: fromParquet(value, kind), mark, label }];
            }),
          ),
        );
        expect(got).toEqual(wanted(from));
      }),
    );
  });

  it('has the same cells as GeoJSON', async () => {
    await fc.assert(
      fc.asyncProperty(pages, async (from) => {
        const write: FileWriter = (content) => writeGeoJson(content, () => 'null');
        const { features } = readGeoJson(await fileOf(write, from));
        const got = features.map(({ properties }) =>
          Object.fromEntries(
            COLUMNS.map(({ name, labelName, markName }): [string, Wanted] => {
              const value = (properties[name] ?? null) as Cell;
              const mark = value !== null ? null : markName === null ? 'u' : String(properties[markName]);
              return [
                name,
                { value, mark, label: labelName === null ? null : (properties[labelName] as string) },
              ];
            }),
          ),
        );
        expect(got).toEqual(wanted(from));
      }),
    );
  });
});

function parsed(cell: string, kind: FileKind, raw: string): Cell {
  if (kind === 'boolean') return cell === 'true';
  const value = kind === 'integer' || kind === 'decimal' || kind === 'double' ? Number(raw) : cell;
  return Object.is(value, -0) ? 0 : value;
}

function fromSheet(value: Cell, kind: FileKind, look: string | undefined): Cell {
  if (kind === 'date' && look === '2')
    return new Date((Number(value) - 25_569) * 86_400_000).toISOString().slice(0, 10);
  const isNumber = kind === 'integer' || kind === 'decimal' || kind === 'double';
  return isNumber && value !== null ? Number(value) || 0 : value;
}

function fromParquet(value: unknown, kind: FileKind): Cell {
  if (value === null) return null;
  if (kind === 'integer') return Number(value);
  if (kind === 'date') return (value as Date).toISOString().slice(0, 10);
  if (kind === 'instant') return `${(value as Date).toISOString().slice(0, 16)}Z`;
  return kind === 'decimal'
    ? Math.round(Number(value) * 100) / 100 || 0
    : Object.is(value, -0)
      ? 0
      : (value as Cell);
}

const ONE: FilePage = COLUMNS.map(({ name, label, role }) => ({
  name,
  label,
  role,
  type: 'text',
  values: [role === 'measure' ? 1 : null],
}));

describe('what a file says of itself', () => {
  const COMPLETE = { complete: true, rows: 3, rowsInAll: 3, query: 'Q1', openAgain: PROVENANCE.address };

  it('is in the lines above a CSV, which has no mark of byte order', async () => {
    const bytes = await fileOf(writeCsv, [ONE], { rowsInAll: 9 });
    expect(bytes[0]).toBe('#'.charCodeAt(0));
    const { facts } = readCsv(bytes);
    expect(facts).toContain('# Incomplete: 3 of 9 rows are in this file');
    expect(facts).toContain(`# Open again: ${PROVENANCE.address}`);
    expect(facts.join('\n')).toMatch(/Marks: 0 .*; c suppressed.*; x not supplied.*; h hidden.*; u unknown/);
  });

  it('is in sheets About and Symbols of a workbook, which opens with About when it is incomplete', async () => {
    const whole = readXlsx(await fileOf(writeXlsx, [ONE]));
    expect(whole.files.get('xl/workbook.xml')).toMatch(/"Data".*"About".*"Symbols"/);
    expect(whole.files.get('xl/workbook.xml')).toContain('activeTab="0"');
    const told = [...whole.about.values()].map(({ value }) => value);
    expect(told).toEqual(
      expect.arrayContaining(['Crimes, by month', 'Open again', PROVENANCE.address, 'a note', 'Column cost']),
    );
    expect(told).not.toContain('Incomplete');
    const cut = readXlsx(await fileOf(writeXlsx, [ONE], { rowsInAll: 9 }));
    expect(cut.files.get('xl/workbook.xml')).toContain('activeTab="1"');
    expect([...cut.about.values()].map(({ value }) => value)).toContain('3 of 9 rows are in this file');
  });

  it('tells of texts that were cut because a cell holds no more', async () => {
    const long: FilePage = ONE.map((column) =>
      column.name === 'code' ? { ...column, values: ['y'.repeat(40_000)] } : column,
    );
    const { rows, about } = readXlsx(await fileOf(writeXlsx, [long]));
    expect(String(rows[0]?.['code']?.value)).toHaveLength(32_767);
    expect([...about.values()].map(({ value }) => value)).toContain('Shortened');
  });

  it('is in the key-value metadata of Parquet, under the right types', async () => {
    const { provenance, schema } = await readParquet(await fileOf(writeParquet, [ONE]));
    expect(provenance).toMatchObject({ ...COMPLETE, symbols: { c: expect.stringContaining('suppressed') } });
    expect(schema.slice(1).map(({ name, type, converted_type }) => [name, type, converted_type])).toEqual([
      ['code', 'BYTE_ARRAY', 'UTF8'],
      ['code_name', 'BYTE_ARRAY', 'UTF8'],
      ['whole', 'INT64', undefined],
      ['cost', 'INT64', 'DECIMAL'],
      ['place', 'DOUBLE', undefined],
      ['armed', 'BOOLEAN', undefined],
      ['day', 'INT32', 'DATE'],
      ['at', 'INT64', 'TIMESTAMP_MILLIS'],
      ['count', 'INT64', undefined],
      ['count_mark', 'BYTE_ARRAY', 'UTF8'],
      ['average', 'DOUBLE', undefined],
      ['average_mark', 'BYTE_ARRAY', 'UTF8'],
    ]);
  });

  it('is in a member of GeoJSON', async () => {
    const write: FileWriter = (content) => writeGeoJson(content, () => 'null');
    const { safestats } = readGeoJson(await fileOf(write, [ONE], { rowsInAll: 9 }));
    expect(safestats).toMatchObject({ ...COMPLETE, complete: false, rowsInAll: 9, notes: ['a note'] });
  });
});

describe('a large result', () => {
  const writers = { csv: writeCsv, xlsx: writeXlsx, parquet: writeParquet } as const;

  it.each(Object.entries(writers))('leaves as %s while it is read, page after page', async (_, write) => {
    let read = 0;
    const seen: number[] = [];
    async function* many(): AsyncIterable<FilePage> {
      for (; read < 12; read += 1)
        yield ONE.map(({ values: _one, ...column }) => ({
          ...column,
          values: Array.from({ length: 10_000 }, (__, row) =>
            column.role === 'measure'
              ? row * 7_919
              : column.name === 'code'
                ? `code ${row * 104_729 + read}`
                : null,
          ),
        }));
    }
    let bytes = 0;
    for await (const part of write({ columns: COLUMNS, provenance: PROVENANCE, pages: many() })) {
      bytes += part.byteLength;
      if (bytes > 20_000) seen.push(read);
    }
    expect(seen[0]).toBeLessThan(6);
    expect(read).toBe(12);
  });
});

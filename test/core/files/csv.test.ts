import { describe, expect, it } from 'vitest';
import { csvRows, provenanceLines } from '#core/files/csv.ts';
import type { Provenance } from '#core/files/provenance.ts';
import type { Cell, ResultColumn } from '#core/model/result.ts';

const column = (role: ResultColumn['role'], values: readonly Cell[]): ResultColumn => ({
  name: 'a',
  label: 'A',
  role,
  type: 'text',
  values,
});
const rows = (one: ResultColumn) => [
  ...csvRows(
    [
      {
        name: 'a',
        label: 'A',
        role: one.role,
        kind: 'text',
        scale: 0,
        unit: null,
        labelName: null,
        markName: null,
      },
    ],
    [one],
  ),
];

describe('csvRows(columns, page)', () => {
  it('keeps text from being taken for a formula, and leaves numbers alone', () => {
    expect(rows(column('group', ['=1+1', '+44', '-5', '@x', '\tx', '\rx', 'a=b']))).toEqual([
      "'=1+1",
      "'+44",
      "'-5",
      "'@x",
      "'\tx",
      '"\'\rx"',
      'a=b',
    ]);
    expect(rows(column('measure', [-5, 1.5, 0]))).toEqual(['-5', '1.5', '0']);
  });

  it('writes the five marks apart', () => {
    expect(rows(column('measure', [0, 'c', 'x', 'h', 'u']))).toEqual(['0', 'c', 'x', 'h', 'u']);
    expect(rows(column('group', [null, 'u', 'c', 'cx']))).toEqual(['u', '"u"', '"c"', 'cx']);
  });

  it('quotes commas, quotes and line ends', () => {
    expect(rows(column('record', ['a,b', 'say "x"', 'a\nb']))).toEqual(['"a,b"', '"say ""x"""', '"a\nb"']);
  });
});

describe('provenanceLines(from)', () => {
  const from: Provenance = {
    words: 'Crimes\r\n=cmd(), =x, by "month"',
    query: 'q',
    address: '/explore?a=1,=2',
    sources: [],
    mapped: 1,
    notMapped: 2,
    outsideCoverage: 3,
    rows: 4,
    rowsInAll: null,
    notes: [],
    user: 'Eve\n2,=HYPERLINK("x")',
    at: 'now',
  };

  it('keeps each fact on a line of its own in which no cell starts a formula', () => {
    const lines = provenanceLines(from);
    expect(lines.every((line) => line.startsWith('# ') && !/[\r\n]/.test(line))).toBe(true);
    expect(lines.flatMap((line) => line.split(',')).filter((cell) => /^\s*["']?[=+\-@]/.test(cell))).toEqual(
      [],
    );
  });
});

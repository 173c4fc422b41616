import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvScan, CsvScanner, splitHeader } from '#core/ingest/csv-scanner.ts';

function scan(text: string, parts = 1): CsvScan {
  const bytes = new TextEncoder().encode(text);
  const scanner = new CsvScanner();
  const size = Math.max(1, Math.ceil(bytes.length / parts));
  for (let at = 0; at < bytes.length; at += size) scanner.push(bytes.subarray(at, at + size));
  return scanner.finish();
}

describe('CsvScanner', () => {
  it('counts rows as RFC 4180 has them', () => {
    expect(scan('a,b\r\n1,"x\r\ny"\r\n2,"say ""hi"", ok"\r\n')).toMatchObject({
      rows: 2,
      misfits: [],
      ends: 'crlf',
    });
  });

  it('counts a last row without a line end', () => {
    expect(scan('a,b\n1,2\n3,4').rows).toBe(2);
  });

  it('counts no row for lines with nothing at all', () => {
    expect(scan('\na,b\n\n1,2\n\r\n')).toMatchObject({
      rows: 1,
      blanks: [{ from: 0 }, { from: 5 }, { from: 10 }],
    });
  });

  it.each([
    ['too few columns', '1'],
    ['too many columns', '1,2,3'],
    ['a character after a closing quote', '"1"x,2'],
    ['a lone carriage return', '1\rx,2'],
  ])('notes a misfit with its row and bytes: %s', (_title, row) => {
    const { misfits, rows } = scan(`a,b\n1,2\n${row}\n3,4\n`);
    expect({ misfits, rows }).toEqual({ misfits: [{ row: 2, from: 8, to: 9 + row.length }], rows: 3 });
  });

  it('stops at a row of more than a megabyte and at a quote that is never closed', () => {
    expect(scan(`a,b\n1,${'x'.repeat(1_048_577)}\n`).stopped).toEqual({ row: 1, why: 'too-long' });
    expect(scan('a,b\n1,2\n3,"x\n').stopped).toEqual({ row: 2, why: 'quote-open' });
  });

  it('finds the same however the bytes come', () => {
    const piece = fc.constantFrom('a', ',', '"', '\n', '\r\n', '\r', ' ');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.integer({ min: 2, max: 12 }), (pieces, parts) => {
        const text = `a,b\n${pieces.join('')}`;
        expect(scan(text, parts)).toEqual(scan(text));
      }),
    );
  });
});

describe('splitHeader(text)', () => {
  it('takes quotes off and keeps commas within them', () => {
    expect(splitHeader('a,"b, ""c""",d')).toEqual(['a', 'b, "c"', 'd']);
  });
});

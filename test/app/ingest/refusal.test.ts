import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentManifest } from '#app/publication/manifest-store.ts';
import type { FileFault } from '#core/model/delivery.ts';
import { EAST, HEADER, MADE_CRIME, type Made, made, makePlatform, WEST } from './made-platform.ts';

let at: Made;
beforeAll(async () => {
  at = await makePlatform({ clock: () => new Date('2018-07-15T12:00:00Z') });
  await at.deliver('2018-01-good.csv', made(`a,2018-01,Met,${WEST},Theft,1`));
});
afterAll(() => at.close());

const ROW = `a,2018-05,Met,${WEST},Theft,1`;
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const gb = Buffer.concat([
  Buffer.from(`${HEADER}\na,2018-05,`),
  Buffer.from([0xd6, 0xd0, 0xb9, 0xfa, 0xbe, 0xaf, 0xb2, 0xec]),
  Buffer.from(`,${WEST},Theft,1\n`),
]);

const REFUSED: readonly (readonly [
  title: string,
  body: string | Uint8Array,
  codes: readonly FileFault[],
  words: RegExp,
])[] = [
  ['an empty file', '', ['FILE_EMPTY'], /no bytes/],
  ['a byte order mark and nothing else', '\ufeff', ['FILE_EMPTY'], /no bytes/],
  ['a header only', `${HEADER}\n`, ['FILE_HEADER_ONLY'], /no row/],
  ['a header without a line end', HEADER, ['FILE_HEADER_ONLY'], /no row/],
  [
    'a wrong header',
    made(ROW).replace('month', 'Month').replace('force,', ''),
    ['FILE_HEADER_UNKNOWN'],
    /missing: “month”, “force”; unexpected: “Month”/,
  ],
  [
    'columns in another order',
    made(ROW).replace('id,month', 'month,id'),
    ['FILE_HEADER_UNKNOWN'],
    /the order must be: “id”, “month”/,
  ],
  [
    'a wrong header and no row at once',
    'a,b\n',
    ['FILE_HEADER_UNKNOWN', 'FILE_HEADER_ONLY'],
    /none of the 2 columns/,
  ],
  ['a spreadsheet', Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 8, 8]), ['FILE_BINARY'], /xlsx/],
  [
    'bytes that mean nothing',
    Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 256)),
    ['FILE_BINARY'],
    /not text/,
  ],
  ['UTF-16', utf16(made(ROW)), ['FILE_ENCODING'], /UTF-16/],
  ['UTF-16 without a mark', utf16(made(ROW)).subarray(2), ['FILE_ENCODING'], /UTF-16/],
  [
    'Windows-1252',
    Buffer.from(made(ROW.replace('Met', 'Caf\u00e9 \u00a35')), 'latin1'),
    ['FILE_ENCODING'],
    /Windows-1252/,
  ],
  ['GB18030', gb, ['FILE_ENCODING'], /GB18030/],
  ['a NUL', made(ROW.replace('Met', 'M\0t')), ['FILE_NUL_BYTE'], /NUL/],
  [
    'a line of ten million characters',
    made(ROW, `b,2018-05,${'x'.repeat(10_000_000)},${WEST},Theft,1`),
    ['FILE_LINE_TOO_LONG'],
    /row 2/,
  ],
  ['a quote that is never closed', made(ROW, 'b,2018-05,"Met'), ['FILE_UNREADABLE'], /row 2/],
  [
    'rows of another month only',
    made('a,2017-05,Met,,,Theft,1'),
    ['FILE_NO_GOOD_ROW'],
    /DATE_OUTSIDE_PERIOD 1/,
  ],
];

describe('a file that is not what its dataset expects', () => {
  it.each(REFUSED)('is refused and says why: %s', async (_title, body, codes, words) => {
    const before = await currentManifest(at.platform, MADE_CRIME.id);
    const delivery = await at.deliver('2018-05-bad.csv', body);
    expect(delivery).toMatchObject({ state: 'refused', report: null, manifest: null });
    expect(delivery.faults.map(({ code }) => code)).toEqual(codes);
    expect(delivery.faults[0]?.message).toMatch(words);
    expect(await currentManifest(at.platform, MADE_CRIME.id)).toEqual(before);
  });

  it('tells all that its manifest contradicts at once', async () => {
    const statement = { rows: 3, sha256: 'f'.repeat(64) };
    const delivery = await at.deliver('2018-05-bad.csv', made(ROW), { statement });
    expect(delivery.faults.map(({ code }) => code)).toEqual(['FILE_CHECKSUM', 'FILE_ROW_COUNT']);
  });

  it('is refused for a manifest that cannot be read, with the faults of the file', async () => {
    const knownFaults = [{ code: 'MANIFEST_INVALID' as const, message: 'the manifest is not JSON' }];
    const delivery = await at.deliver('2018-05-bad.csv', HEADER, { knownFaults });
    expect(delivery.faults.map(({ code }) => code)).toEqual(['MANIFEST_INVALID', 'FILE_HEADER_ONLY']);
  });
});

describe('a file with odd rows', () => {
  it('keeps quoted line ends, quoted commas, doubled quotes and CRLF, and numbers rows exactly', async () => {
    const delivery = await at.deliver(
      '2018-02-odd.csv',
      `\ufeff${[HEADER, `a,2018-02,"Met\r\nropolitan, ""Police""",${WEST},Theft,1`, '', 'only,three,columns', `"a"b,2018-02,Met,${EAST},Theft,1`, `c,2018-02,Met,${EAST},Theft,many`].join('\r\n')}`,
    );
    expect(delivery.report).toMatchObject({
      rows: 4,
      accepted: 1,
      rejections: [
        { row: 2, reason: 'COLUMN_COUNT' },
        { row: 3, reason: 'COLUMN_COUNT' },
        { row: 4, field: 'value', reason: 'NUMBER_INVALID' },
      ],
    });
  });

  it('rejects what it must and says which field of which row', async () => {
    const delivery = await at.deliver(
      '2018-03-rows.csv',
      made(
        `a,2018-03,Met,${WEST},Theft,1`,
        `b,,Met,${WEST},Theft,1`,
        `c,March,Met,${WEST},Theft,1`,
        `d,2018-04,Met,${WEST},Theft,1`,
        `e,2018-03,Met,${WEST},,1`,
        `f,2018-03,Met,${WEST},Theft,1.5`,
        `g,2018-03,${'x'.repeat(5_000)},${WEST},Theft,1`,
      ),
    );
    expect(delivery.report?.rejections).toEqual([
      { row: 2, field: 'month', reason: 'VALUE_REQUIRED' },
      { row: 3, field: 'month', reason: 'DATE_INVALID' },
      { row: 4, field: 'month', reason: 'DATE_OUTSIDE_PERIOD' },
      { row: 5, field: 'category', reason: 'VALUE_REQUIRED' },
      { row: 6, field: 'value', reason: 'NUMBER_INVALID' },
      { row: 7, field: 'force', reason: 'VALUE_TOO_LONG' },
    ]);
  });

  it('rejects a month that has not begun', async () => {
    const delivery = await at.deliver(
      'any.csv',
      made(`a,2018-07,Met,${WEST},Theft,1`, `b,2018-08,Met,${WEST},Theft,1`),
    );
    expect(delivery.report?.rejections).toEqual([{ row: 2, field: 'month', reason: 'DATE_IN_FUTURE' }]);
    expect(delivery.report?.warnings).toContainEqual(expect.objectContaining({ code: 'COVERAGE_ASSUMED' }));
    expect(delivery.coverage).toEqual({ from: '2018-07', to: '2018-07', areas: null, stated: 'assumed' });
  });

  it('keeps rows whose place is bad and says what is wrong with it', async () => {
    const places = ['0,0', '51.5,-0.15', '2.35,48.85', ',', 'here,there', '999,51.5', ',51.5', WEST];
    const delivery = await at.deliver(
      '2018-06-places.csv',
      made(...places.map((place) => `,2018-06,Met,${place},Theft,1`)),
    );
    expect(delivery.report).toMatchObject({ accepted: 8, rejected: 0 });
    const warned = delivery.report?.warnings.map(({ code, rows }) => [code, rows]);
    expect(warned).toEqual([
      ['PLACE_ZERO', 1],
      ['PLACE_SWAPPED', 1],
      ['PLACE_OUTSIDE', 1],
      ['PLACE_INVALID', 3],
      ['PLACE_MISSING', 1],
    ]);
  });

  it('keeps a code that no list names and counts it', async () => {
    const delivery = await at.deliver(
      '2018-04-codes.csv',
      made(`,2018-04,Met,${WEST},Piracy,1`, `,2018-04,Met,${WEST},theft,1`),
    );
    expect(delivery.report?.warnings).toEqual([
      expect.objectContaining({ code: 'CODE_UNLISTED', field: 'category', rows: 1 }),
    ]);
  });
});

import { inflateRawSync } from 'node:zlib';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';

/** Rows of a file as its format gives them back: name of the column → value. */
export type FileRows = readonly Readonly<Record<string, unknown>>[];

/** Lines of facts, names of columns and rows of a CSV, by RFC 4180; a quoted cell keeps its quotes' meaning: it is text. */
export function readCsv(bytes: Uint8Array): {
  readonly facts: readonly string[];
  readonly rows: readonly Readonly<Record<string, { readonly text: string; readonly quoted: boolean }>>[];
} {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const facts: string[] = [];
  let at = 0;
  while (text.startsWith('#', at)) {
    const end = text.indexOf('\r\n', at);
    facts.push(text.slice(at, end));
    at = end + 2;
  }
  const lines: { text: string; quoted: boolean }[][] = [[]];
  while (at < text.length) {
    const quoted = text[at] === '"';
    let cell = '';
    if (quoted) {
      for (at += 1; !(text[at] === '"' && text[at + 1] !== '"'); at += 1) {
        if (text[at] === '"') at += 1;
        cell += text[at];
      }
      at += 1;
    } else while (at < text.length && text[at] !== ',' && !text.startsWith('\r\n', at)) cell += text[at++];
    lines.at(-1)?.push({ text: cell, quoted });
    if (text[at] === ',') at += 1;
    else {
      at += 2;
      if (at < text.length) lines.push([]);
    }
  }
  const [head = [], ...rows] = lines;
  return {
    facts,
    rows: rows.map((cells) =>
      Object.fromEntries(head.map(({ text: name }, index) => [name, cells[index]])),
    ) as never,
  };
}

/** Files of an archive by path, found by its index. */
export function readZip(bytes: Uint8Array): ReadonlyMap<string, string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.byteLength - 22;
  if (view.getUint32(end, true) !== 0x06054b50) throw new Error('an archive without an end');
  const files = new Map<string, string>();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    const [packed, size, nameBytes] = [
      view.getUint32(at + 20, true),
      view.getUint32(at + 24, true),
      view.getUint16(at + 28, true),
    ];
    const head = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes));
    const start = head + 30 + view.getUint16(head + 26, true);
    const body = inflateRawSync(bytes.subarray(start, start + packed));
    if (body.byteLength !== size) throw new Error(`${name} has ${body.byteLength} bytes, not ${size}`);
    files.set(name, body.toString('utf8'));
    at += 46 + nameBytes;
  }
  return files;
}

export type XlsxCell = { readonly value: string | number | boolean; readonly look: string | undefined };

/** Cells of a sheet, by reference; every one must be of a type that a spreadsheet knows, and none a formula. */
export function readSheet(xml: string): ReadonlyMap<string, XlsxCell> {
  if (/<f[ >]/.test(xml)) throw new Error('a sheet with a formula');
  const cells = new Map<string, XlsxCell>();
  for (const [, attributes = '', inner = ''] of xml.matchAll(/<c ([^>]*)>(.*?)<\/c>/gs)) {
    const attribute = (name: string) => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1];
    const type = attribute('t');
    const raw = /<(?:v|t[^>]*)>(.*?)<\/(?:v|t)>/s.exec(inner)?.[1] ?? '';
    const value =
      type === 'inlineStr'
        ? plainText(raw)
        : type === 'b'
          ? raw === '1'
          : type === undefined
            ? Number(raw)
            : null;
    if (value === null) throw new Error(`a cell of type ${type}`);
    cells.set(attribute('r') ?? '', { value, look: attribute('s') });
  }
  return cells;
}

function plainText(xml: string): string {
  return xml
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Rows of the first sheet of a workbook, under the names in its first row. */
export function readXlsx(bytes: Uint8Array): {
  readonly files: ReadonlyMap<string, string>;
  readonly rows: readonly Readonly<Record<string, XlsxCell | undefined>>[];
  readonly about: ReadonlyMap<string, XlsxCell>;
} {
  const files = readZip(bytes);
  const cells = readSheet(files.get('xl/worksheets/sheet1.xml') ?? '');
  const table: (XlsxCell | undefined)[][] = [];
  for (const [reference, cell] of cells) {
    const [, letters = '', row = ''] = /^([A-Z]+)(\d+)$/.exec(reference) ?? [];
    const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
    const line = table[Number(row) - 1] ?? [];
    table[Number(row) - 1] = line;
    line[column] = cell;
  }
  const [head = [], ...rows] = table;
  return {
    files,
    rows: rows.map((row) => Object.fromEntries(head.map((name, index) => [String(name?.value), row[index]]))),
    about: readSheet(files.get('xl/worksheets/sheet2.xml') ?? ''),
  };
}

/** Rows of a Parquet file and what it says of where it comes from. */
export async function readParquet(bytes: Uint8Array): Promise<{
  readonly rows: FileRows;
  readonly schema: ReturnType<typeof parquetMetadata>['schema'];
  readonly groups: number;
  readonly provenance: unknown;
}> {
  const file = bytes.slice().buffer;
  const { schema, key_value_metadata: pairs, row_groups: groups } = parquetMetadata(file);
  const provenance: unknown = JSON.parse(pairs?.find(({ key }) => key === 'safestats')?.value ?? 'null');
  return { rows: await parquetReadObjects({ file }), schema, groups: groups.length, provenance };
}

export type GeoJson = {
  readonly type: string;
  readonly safestats: Readonly<Record<string, unknown>>;
  readonly features: readonly {
    readonly properties: Readonly<Record<string, unknown>>;
    readonly geometry: { readonly type: string; readonly coordinates: unknown } | null;
  }[];
};

export function readGeoJson(bytes: Uint8Array): GeoJson {
  return JSON.parse(new TextDecoder().decode(bytes)) as GeoJson;
}

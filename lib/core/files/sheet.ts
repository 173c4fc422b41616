import type { FileColumn } from './file-column.ts';
import { cellOf, type FileCell, type FilePage, rowsOf } from './file-content.ts';
import { type Fact, SYMBOLS } from './provenance.ts';

/** Places of the looks of cells in the workbook's styles; see `STYLES`. */
const LOOK = { plain: 0, head: 1, date: 2, text: 3, mark: 4, whole: 5, wrapped: 6 } as const;
const MAX_TEXT = 32_767;
/** Digits that a spreadsheet keeps of a number. */
const MAX_WHOLE = 999_999_999_999_999;
const DAY_MS = 86_400_000;
/** Days from the spreadsheets' first day to 1970, with the leap day of 1900 that there never was. */
const EPOCH_DAYS = 25_569;

const OPEN =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">';

/** Letters of a column from 0: A … Z, AA … */
function columnLetters(index: number): string {
  const rest = Math.floor(index / 26);
  return `${rest === 0 ? '' : columnLetters(rest - 1)}${String.fromCharCode(65 + (index % 26))}`;
}

/** Text within XML. Characters that XML has no place for are written as spreadsheets write them, `_x0007_`. */
export function xmlText(text: string): string {
  return /^[ -%'-;=?-\x5e`-~]*$/.test(text) ? text : escaped(text);
}

function escaped(text: string): string {
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not stand in XML
      /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** The head of the sheet of data: its widths, its frozen row of names. */
export function dataSheetHead(columns: readonly FileColumn[], active: boolean): string {
  const names = namesOf(columns);
  const widths = names
    .map((name, at) => `<col min="${at + 1}" max="${at + 1}" width="${widthOf(name)}" customWidth="1"/>`)
    .join('');
  const cells = names.map((name, at) => textCell(`${columnLetters(at)}1`, name, LOOK.head)).join('');
  return `${OPEN}<sheetViews><sheetView workbookViewId="0"${active ? ' tabSelected="1"' : ''}><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews><cols>${widths}</cols><sheetData><row r="1">${cells}</row>`;
}

/** The rows of a page; `first` is the place of its first row in the sheet. Texts that were cut are told to `onCut`. */
export function dataRows(
  columns: readonly FileColumn[],
  page: FilePage,
  first: number,
  onCut: () => void,
): string {
  let xml = '';
  const letters = namesOf(columns).map((_, at) => columnLetters(at));
  for (let row = 0; row < rowsOf(page); row += 1) {
    const place = first + row;
    let at = 0;
    const next = () => `${letters[at++] ?? ''}${place}`;
    xml += `<row r="${place}">`;
    for (const [index, column] of columns.entries()) {
      const cell = cellOf(column, page, index, row);
      xml += dataCell(next(), cell, column, onCut);
      if (column.labelName === null) continue;
      const reference = next();
      if (cell.label !== null) xml += textCell(reference, cut(cell.label, onCut), LOOK.text);
    }
    xml += '</row>';
  }
  return xml;
}

/** The end of the sheet of data, with a filter over its columns. */
export function dataSheetTail(columns: readonly FileColumn[], rows: number): string {
  const last = columnLetters(Math.max(0, namesOf(columns).length - 1));
  return `</sheetData><autoFilter ref="A1:${last}${rows + 1}"/></worksheet>`;
}

/** The sheet that says where the data comes from. */
export function aboutSheet(
  facts: readonly Fact[],
  columns: readonly FileColumn[],
  cuts: number,
  active: boolean,
): string {
  const told: readonly Fact[] = [
    ...facts,
    ...(cuts === 0
      ? []
      : [
          [
            'Shortened',
            `${cuts} texts are longer than a cell can be and end with …; CSV has them whole`,
          ] as const,
        ]),
    ...columns.map(
      ({ name, label, unit }) => [`Column ${name}`, unit === null ? label : `${label} (${unit})`] as const,
    ),
  ];
  return pairSheet(told, [28, 110], active);
}

/** The sheet that says what marks mean. */
export function symbolsSheet(): string {
  return pairSheet([['Symbol', 'Meaning'], ...SYMBOLS], [10, 70], false);
}

function pairSheet(pairs: readonly Fact[], [a, b]: readonly [number, number], active: boolean): string {
  const rows = pairs.map(
    ([name, text], at) =>
      `<row r="${at + 1}">${textCell(`A${at + 1}`, name, LOOK.head)}${textCell(
        `B${at + 1}`,
        cut(text, () => undefined),
        LOOK.wrapped,
      )}</row>`,
  );
  return `${OPEN}<sheetViews><sheetView workbookViewId="0"${active ? ' tabSelected="1"' : ''}/></sheetViews><cols><col min="1" max="1" width="${a}" customWidth="1"/><col min="2" max="2" width="${b}" customWidth="1"/></cols><sheetData>${rows.join('')}</sheetData></worksheet>`;
}

function namesOf(columns: readonly FileColumn[]): readonly string[] {
  return columns.flatMap(({ name, labelName }) => (labelName === null ? [name] : [name, labelName]));
}

function widthOf(name: string): number {
  return Math.min(40, Math.max(12, name.length + 4));
}

function dataCell(at: string, { value, mark }: FileCell, { kind }: FileColumn, onCut: () => void): string {
  if (mark !== null) return textCell(at, mark, LOOK.mark);
  if (typeof value === 'boolean') return `<c r="${at}" t="b"><v>${value ? 1 : 0}</v></c>`;
  if (typeof value === 'number') return numberCell(at, value, kind);
  const day = kind === 'date' && typeof value === 'string' ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  // Spreadsheets count a 29 February 1900, so that only later days have the same number in all of them.
  if (day > -25_508 * DAY_MS) return `<c r="${at}" s="${LOOK.date}"><v>${day / DAY_MS + EPOCH_DAYS}</v></c>`;
  return textCell(at, cut(String(value), onCut), LOOK.text);
}

function numberCell(at: string, value: number, kind: FileColumn['kind']): string {
  if (!Number.isFinite(value) || Math.abs(value) > MAX_WHOLE) return textCell(at, String(value), LOOK.text);
  const look = kind === 'integer' && Math.abs(value) >= 10_000 ? LOOK.whole : LOOK.plain;
  return `<c r="${at}"${look === LOOK.plain ? '' : ` s="${look}"`}><v>${value}</v></c>`;
}

/** A cell of text, which stays text whatever it starts with, also when it is edited. */
function textCell(at: string, text: string, look: number): string {
  return `<c r="${at}" s="${look}" t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`;
}

function cut(text: string, onCut: () => void): string {
  if (text.length <= MAX_TEXT) return text;
  onCut();
  return `${text.slice(0, MAX_TEXT - 1)}…`;
}

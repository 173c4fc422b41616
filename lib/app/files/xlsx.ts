import { type FileContent, rowsOf, smallerPages } from '#core/files/file-content.ts';
import { factsOf } from '#core/files/provenance.ts';
import { aboutSheet, dataRows, dataSheetHead, dataSheetTail, symbolsSheet } from '#core/files/sheet.ts';
import { sheetPath, workbookParts } from '#core/files/workbook.ts';
import { writeZip, type ZipEntry } from './zip.ts';

const ROWS_AT_ONCE = 1_000;

/**
 * A result as a workbook with the sheets Data, About and Symbols. An incomplete one opens with About, which says so.
 * Written as it comes, one block of rows at a time: libraries for workbooks hold all cells until the end.
 */
export async function* writeXlsx({ columns, provenance, pages }: FileContent): AsyncIterable<Uint8Array> {
  const isCut = provenance.rowsInAll !== null;
  const active = isCut ? 1 : 0;
  let cuts = 0;
  async function* data(): AsyncIterable<string> {
    yield dataSheetHead(columns, !isCut);
    let row = 2;
    for await (const page of smallerPages(pages, ROWS_AT_ONCE)) {
      yield dataRows(columns, page, row, () => {
        cuts += 1;
      });
      row += rowsOf(page);
    }
    yield dataSheetTail(columns, row - 2);
  }
  function* entries(): Iterable<ZipEntry> {
    for (const [path, xml] of workbookParts(provenance.words, provenance.at, active))
      yield { path, text: [xml] };
    yield { path: sheetPath(0), text: data() };
    yield { path: sheetPath(1), text: [aboutSheet(factsOf(provenance), columns, cuts, isCut)] };
    yield { path: sheetPath(2), text: [symbolsSheet()] };
  }
  yield* writeZip(entries());
}

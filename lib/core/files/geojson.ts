import type { FileColumn } from './file-column.ts';
import { cellOf, type FileContent, type FilePage, rowsOf, smallerPages } from './file-content.ts';
import { provenanceJson } from './provenance.ts';

const ROWS_AT_ONCE = 500;

/** The geometry of a row as GeoJSON text, `null` where it has no place. */
export type GeometryOf = (page: FilePage, row: number) => string;

/**
 * A result as GeoJSON (RFC 7946), one feature to a line, with where it comes from in the member `safestats`. A number that
 * there is not is null, with its mark beside it.
 */
export async function* writeGeoJson(
  { columns, provenance, pages }: FileContent,
  geometryOf: GeometryOf,
): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(
    `{"type":"FeatureCollection","safestats":${provenanceJson(provenance, columns)},"features":[\n`,
  );
  let first = true;
  for await (const page of smallerPages(pages, ROWS_AT_ONCE)) {
    const features: string[] = [];
    for (let row = 0; row < rowsOf(page); row += 1)
      features.push(
        `{"type":"Feature","properties":${JSON.stringify(propertiesOf(columns, page, row))},"geometry":${geometryOf(page, row)}}`,
      );
    if (features.length > 0) yield encoder.encode(`${first ? '' : ',\n'}${features.join(',\n')}`);
    if (features.length > 0) first = false;
  }
  yield encoder.encode('\n]}\n');
}

function propertiesOf(
  columns: readonly FileColumn[],
  page: FilePage,
  row: number,
): Readonly<Record<string, unknown>> {
  const properties: Record<string, unknown> = {};
  for (const [at, column] of columns.entries()) {
    const { value, label, mark } = cellOf(column, page, at, row);
    properties[column.name] = value;
    if (column.labelName !== null) properties[column.labelName] = label;
    if (column.markName !== null) properties[column.markName] = mark;
  }
  return properties;
}

import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { FileColumn } from '#core/files/file-column.ts';
import { cellOf, type FileContent, type FilePage, rowsOf, smallerPages } from '#core/files/file-content.ts';
import { provenanceJson } from '#core/files/provenance.ts';
import type { Cell } from '#core/model/result.ts';

/** Small enough that a row group is made without holding up the thread that answers others. */
const ROWS_PER_GROUP = 10_000;
const DAY_MS = 86_400_000;
const DIGITS = 18;

/**
 * A result as Parquet: every column of one type, the mark of a measure in a column beside it, and where it comes from as
 * JSON under the key `safestats`.
 */
export async function* writeParquet({ columns, provenance, pages }: FileContent): AsyncIterable<Uint8Array> {
  const bytes = new DrainedWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaOf(columns),
    kvMetadata: [{ key: 'safestats', value: provenanceJson(provenance, columns) }],
    createdBy: 'SafeStats',
  });
  for await (const page of smallerPages(pages, ROWS_PER_GROUP)) {
    if (rowsOf(page) === 0) continue;
    await writer.write({ columnData: dataOf(columns, page), rowGroupSize: ROWS_PER_GROUP });
    yield bytes.drain();
  }
  await writer.finish();
  yield bytes.drain();
}

/** Gives what was written so far away, and goes on counting. */
class DrainedWriter extends ByteWriter {
  drain(): Uint8Array {
    const drained = this.getBytes().slice();
    this.index = 0;
    return drained;
  }
}

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } } as const;
type Shape = Omit<SchemaElement, 'name' | 'repetition_type'>;

function schemaOf(columns: readonly FileColumn[]): SchemaElement[] {
  const children = columns.flatMap((column): readonly SchemaElement[] => [
    { name: column.name, repetition_type: 'OPTIONAL', ...shapeOf(column) },
    ...(column.labelName === null
      ? []
      : [{ name: column.labelName, repetition_type: 'OPTIONAL', ...TEXT } as const]),
    ...(column.markName === null
      ? []
      : [{ name: column.markName, repetition_type: 'OPTIONAL', ...TEXT } as const]),
  ]);
  return [{ name: 'safestats', num_children: children.length }, ...children];
}

function shapeOf({ kind, scale }: FileColumn): Shape {
  switch (kind) {
    case 'integer':
      return { type: 'INT64' };
    case 'decimal':
      return {
        type: 'INT64',
        converted_type: 'DECIMAL',
        logical_type: { type: 'DECIMAL', precision: DIGITS, scale },
        precision: DIGITS,
        scale,
      };
    case 'double':
      return { type: 'DOUBLE' };
    case 'boolean':
      return { type: 'BOOLEAN' };
    case 'date':
      return { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } };
    case 'instant':
      return {
        type: 'INT64',
        converted_type: 'TIMESTAMP_MILLIS',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
      };
    case 'text':
      return TEXT;
  }
}

type ColumnData = { readonly name: string; readonly data: unknown[] };

function dataOf(columns: readonly FileColumn[], page: FilePage): ColumnData[] {
  const rows = rowsOf(page);
  return columns.flatMap((column, at): readonly ColumnData[] => {
    const values: unknown[] = new Array(rows);
    const labels: unknown[] = new Array(rows);
    const marks: unknown[] = new Array(rows);
    for (let row = 0; row < rows; row += 1) {
      const { value, label, mark } = cellOf(column, page, at, row);
      values[row] = value === null ? null : stored(value, column);
      labels[row] = label;
      marks[row] = mark;
    }
    return [
      { name: column.name, data: values },
      ...(column.labelName === null ? [] : [{ name: column.labelName, data: labels }]),
      ...(column.markName === null ? [] : [{ name: column.markName, data: marks }]),
    ];
  });
}

function stored(value: Exclude<Cell, null>, { kind, scale }: FileColumn): unknown {
  switch (kind) {
    case 'integer':
      return BigInt(value);
    case 'decimal':
      return typeof value === 'number' ? BigInt(Math.round(value * 10 ** scale)) : BigInt(value);
    case 'double':
      return Number(value);
    case 'boolean':
      return value;
    case 'date':
      return Math.round(Date.parse(`${value}T00:00:00Z`) / DAY_MS);
    case 'instant':
      return BigInt(Date.parse(String(value)));
    case 'text':
      return String(value);
  }
}

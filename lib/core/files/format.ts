/** What a download can be written as. */
export const FILE_FORMATS = ['csv', 'xlsx', 'parquet', 'geojson'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** Media type of a file by its extension. */
export const FILE_TYPES: Readonly<Record<FileFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  parquet: 'application/vnd.apache.parquet',
  geojson: 'application/geo+json',
};

/** Whether a text names a format. */
export function isFileFormat(text: string): text is FileFormat {
  return (FILE_FORMATS as readonly string[]).includes(text);
}

/** Rows of a text with their values, quotes taken off; `isWhole` = the last row ended with a line end. */
export type CsvRows = {
  readonly rows: readonly (readonly string[])[];
  readonly isWhole: boolean;
  /** The last row opens a quote that is never closed. */
  readonly isOpen: boolean;
};

/**
 * Splits a text as RFC 4180 has it and as `CsvScanner` finds rows: commas, line ends and doubled quotes may stand inside
 * quotes, spaces around them; a quote within a value that does not start with one is a character like any other. Lines
 * with nothing at all are no rows. Reads on until so many rows are complete.
 */
export function csvRows(text: string, most = Number.POSITIVE_INFINITY): CsvRows {
  const rows: string[][] = [];
  let row: string[] = [];
  let value = '';
  let state: 'start' | 'plain' | 'quoted' | 'closed' = 'start';
  let isWhole = true;
  const endValue = () => {
    row.push(value);
    value = '';
    state = 'start';
  };
  for (let i = 0; i < text.length && rows.length < most; i++) {
    const character = text.charAt(i);
    isWhole = false;
    if (state === 'quoted') {
      if (character !== '"') value += character;
      else if (text.charAt(i + 1) === '"') {
        value += '"';
        i += 1;
      } else state = 'closed';
    } else if (character === ',') {
      endValue();
    } else if (character === '\n' || (character === '\r' && text.charAt(i + 1) === '\n')) {
      if (character === '\r') i += 1;
      const isBlank = row.length === 0 && value === '' && state === 'start';
      endValue();
      if (!isBlank) rows.push(row);
      row = [];
      isWhole = true;
    } else if (character === '"' && state === 'start' && value.trim() === '') {
      value = '';
      state = 'quoted';
    } else if (state !== 'closed' || character !== ' ') {
      value += character;
      if (state === 'start' && character !== ' ') state = 'plain';
    }
  }
  const isOpen = !isWhole && state === 'quoted';
  if (!isWhole) {
    endValue();
    rows.push(row);
  }
  return { rows, isWhole, isOpen };
}

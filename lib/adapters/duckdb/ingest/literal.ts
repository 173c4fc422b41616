/** An identifier in double quotes. */
export function name(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** A text literal. */
export function text(value: string): string {
  if (value.includes('\0')) throw new Error('a text literal cannot hold a NUL');
  return `'${value.replaceAll("'", "''")}'`;
}

/** A list of text literals in parentheses, for `IN`; an empty list matches nothing. */
export function texts(values: readonly string[]): string {
  return values.length === 0 ? '(NULL)' : `(${values.map(text).join(', ')})`;
}

/** An integer literal. */
export function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new Error('not an integer');
  return String(value);
}

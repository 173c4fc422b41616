import type { SourceLayout } from '#core/model/dataset.ts';

const LISTED_NAMES = 10;

/** The layout whose columns are exactly these, in this order, or null. */
export function layoutFor(
  layouts: readonly SourceLayout[],
  format: SourceLayout['format'],
  header: readonly string[],
): SourceLayout | null {
  return (
    layouts.find(
      (layout) =>
        layout.format === format &&
        layout.columns.length === header.length &&
        layout.columns.every((name, i) => name === header[i]),
    ) ?? null
  );
}

/** Says in words how a header differs from the layout that it is closest to. */
export function headerDifference(
  layouts: readonly SourceLayout[],
  format: SourceLayout['format'],
  header: readonly string[],
): string {
  const found = new Set(header);
  const closest = layouts
    .filter((layout) => layout.format === format)
    .map((layout) => ({ layout, shared: layout.columns.filter((name) => found.has(name)).length }))
    .sort((a, b) => b.shared - a.shared)[0];
  if (closest === undefined) {
    return `the dataset takes no ${format} files; send ${[...new Set(layouts.map((l) => l.format))].join(' or ')}`;
  }
  const { layout, shared } = closest;
  if (shared === 0) {
    return `none of the ${header.length} columns is known; the first row must be: ${listed(layout.columns)}`;
  }
  const expected = new Set(layout.columns);
  const missing = layout.columns.filter((name) => !found.has(name));
  const unexpected = header.filter((name) => !expected.has(name));
  const repeated = header.filter((name, i) => header.indexOf(name) !== i);
  const parts = [
    missing.length > 0 ? `missing: ${listed(missing)}` : '',
    unexpected.length > 0 ? `unexpected: ${listed(unexpected)}` : '',
    repeated.length > 0 ? `more than once: ${listed(repeated)}` : '',
  ].filter((part) => part !== '');
  if (parts.length === 0) parts.push(`the order must be: ${listed(layout.columns, layout.columns.length)}`);
  return `the columns are not those of the layout ${layout.name}; ${parts.join('; ')}`;
}

function listed(names: readonly string[], most = LISTED_NAMES): string {
  const shown = names.slice(0, most).map((name) => `“${printable(name)}”`);
  return names.length > most ? `${shown.join(', ')} and ${names.length - most} more` : shown.join(', ');
}

function printable(name: string): string {
  const plain = [...name.slice(0, 60)].map((c) => ((c.codePointAt(0) ?? 0) < 0x20 ? '·' : c)).join('');
  return name.length > 60 ? `${plain}…` : plain;
}

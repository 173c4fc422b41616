/** How the table of two groupings is laid out: a row for each pair, or one down and one across. */
export const TABLE_LAYOUTS = ['list', 'cross'] as const;
export type TableLayout = (typeof TABLE_LAYOUTS)[number];

/** Puts the layout into the parameters of an address: `table=cross`. */
export function putTable(put: (name: string, value: string) => void, layout: TableLayout): void {
  if (layout !== 'list') put('table', layout);
}

export function tableFrom(params: URLSearchParams): TableLayout {
  return TABLE_LAYOUTS.find((layout) => layout === params.get('table')) ?? 'list';
}

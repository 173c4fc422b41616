/** What an auditor looks for; `''` = anything. Dates are `yyyy-mm-dd`, both included. */
export type AuditSearch = {
  readonly who: string;
  readonly organisation: string;
  readonly dataset: string;
  readonly action: string;
  readonly object: string;
  readonly from: string;
  readonly to: string;
  readonly minRows: string;
  readonly maxRows: string;
};

export const NOTHING: AuditSearch = {
  who: '',
  organisation: '',
  dataset: '',
  action: '',
  object: '',
  from: '',
  to: '',
  minRows: '',
  maxRows: '',
};

/** The query string of a search, without `?`. */
export function searchText(search: AuditSearch): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (value.trim() !== '') params.set(name, value.trim());
  return params.toString();
}

export function searchFrom(text: string): AuditSearch {
  const params = new URLSearchParams(text);
  const read = (name: keyof AuditSearch) => params.get(name) ?? '';
  return {
    who: read('who'),
    organisation: read('organisation'),
    dataset: read('dataset'),
    action: read('action'),
    object: read('object'),
    from: read('from'),
    to: read('to'),
    minRows: read('minRows'),
    maxRows: read('maxRows'),
  };
}

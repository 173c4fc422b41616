/** What a part of a report shows; all but `text` are made of an address of the explorer. */
export const FIGURE_KINDS = ['figures', 'map', 'months', 'categories', 'week', 'ranking', 'table'] as const;
export type FigureKind = (typeof FIGURE_KINDS)[number];

export const KIND_NAMES: Readonly<Record<FigureKind | 'text', string>> = {
  text: 'Text',
  figures: 'Key figures',
  map: 'Map',
  months: 'Each month',
  categories: 'Categories',
  week: 'Hours and days',
  ranking: 'Ranked areas',
  table: 'Table',
};

export const MARKINGS = ['none', 'official', 'official-sensitive'] as const;
export type Marking = (typeof MARKINGS)[number];

export const MARKING_NAMES: Readonly<Record<Marking, string>> = {
  none: 'No marking',
  official: 'OFFICIAL',
  'official-sensitive': 'OFFICIAL-SENSITIVE',
};

export type TextItem = {
  readonly id: string;
  readonly kind: 'text';
  readonly title: string;
  /** Paragraphs, an empty line between each two. */
  readonly text: string;
};

export type FigureItem = {
  readonly id: string;
  readonly kind: FigureKind;
  /** The query string of the explorer's address, without `?`. */
  readonly search: string;
  /** Empty = the usual title. */
  readonly title: string;
  readonly text: string;
  /** Whether the numbers stand under the drawing as a table too. */
  readonly numbers: boolean;
};

export type ReportItem = TextItem | FigureItem;

export type Report = {
  readonly title: string;
  readonly marking: Marking;
  readonly items: readonly ReportItem[];
};

export const EMPTY_REPORT: Report = { title: '', marking: 'official', items: [] };

export const MOST_ITEMS = 40;
export const MOST_TITLE = 160;
export const MOST_TEXT = 6_000;
export const MOST_SEARCH = 8_000;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function textIn(value: unknown, most: number): string {
  return typeof value === 'string' ? value.slice(0, most) : '';
}

function itemFrom(value: unknown): ReportItem | null {
  if (!isRecord(value)) return null;
  const id = value['id'];
  if (typeof id !== 'string' || !/^[1-9]\d{0,8}$/.test(id)) return null;
  const common = { id, title: textIn(value['title'], MOST_TITLE), text: textIn(value['text'], MOST_TEXT) };
  if (value['kind'] === 'text') return { ...common, kind: 'text' };
  const kind = FIGURE_KINDS.find((known) => known === value['kind']);
  const search = value['search'];
  if (kind === undefined || typeof search !== 'string' || search.length > MOST_SEARCH) return null;
  return { ...common, kind, search, numbers: value['numbers'] === true };
}

/** The report that a kept text holds. What cannot be read is left out, never an error. */
export function reportFrom(text: string | null): Report {
  let value: unknown;
  try {
    value = JSON.parse(text ?? 'null');
  } catch {
    return EMPTY_REPORT;
  }
  if (!isRecord(value)) return EMPTY_REPORT;
  const items = Array.isArray(value['items']) ? value['items'].slice(0, MOST_ITEMS).map(itemFrom) : [];
  const ids = new Set<string>();
  return {
    title: textIn(value['title'], MOST_TITLE),
    marking: MARKINGS.find((known) => known === value['marking']) ?? EMPTY_REPORT.marking,
    items: items.flatMap((item) => {
      if (item === null || ids.has(item.id)) return [];
      ids.add(item.id);
      return [item];
    }),
  };
}

export function reportText(report: Report): string {
  return JSON.stringify(report);
}

function nextId(items: readonly ReportItem[]): string {
  return String(1 + Math.max(0, ...items.map(({ id }) => Number(id))));
}

export type NewItem = Omit<TextItem, 'id'> | Omit<FigureItem, 'id'>;

/** The report with one part more at its end; as it was where it is full. */
export function withItem(report: Report, item: NewItem): Report {
  if (report.items.length >= MOST_ITEMS) return report;
  return { ...report, items: [...report.items, { ...item, id: nextId(report.items) }] };
}

export function figureOf(kind: FigureKind, search: string): NewItem {
  return { kind, search, title: '', text: '', numbers: false };
}

export function withoutItem(report: Report, id: string): Report {
  return { ...report, items: report.items.filter((item) => item.id !== id) };
}

/** The report with a part one place up (-1) or down (1); as it was at either end. */
export function moved(report: Report, id: string, by: -1 | 1): Report {
  const from = report.items.findIndex((item) => item.id === id);
  const to = from + by;
  const [one, other] = [report.items[from], report.items[to]];
  if (one === undefined || other === undefined) return report;
  return {
    ...report,
    items: report.items.map((item, index) => (index === from ? other : index === to ? one : item)),
  };
}

export function changed(
  report: Report,
  id: string,
  change: Partial<Pick<FigureItem, 'title' | 'text' | 'numbers'>>,
): Report {
  return { ...report, items: report.items.map((item) => (item.id === id ? { ...item, ...change } : item)) };
}

/** Paragraphs of a text that somebody wrote. */
export function paragraphs(text: string): readonly string[] {
  return text
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

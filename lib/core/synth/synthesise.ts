import { addMonths } from '#core/ingest/month.ts';
import type { DatasetId } from '#core/model/id.ts';
import { monthIndex, monthsBetween, yearOf } from './calendar.ts';
import { CASUALTY_HEADER, casualtyRows, casualtyVolume } from './casualty-rows.ts';
import { apportion } from './draw.ts';
import { type BoroughPlaces, type SynthBorough, scatterPlaces } from './places.ts';
import { SEARCH_HEADER, searchRows, searchVolume } from './search-rows.ts';
import { type Force, STREET_HEADER, streetRows, streetVolume } from './street-rows.ts';

/** What to make: the same settings give the same files, byte for byte. */
export type SynthSettings = {
  readonly seed: string;
  /** Rows of all files together. */
  readonly rows: number;
  /** First and last month, `yyyy-mm`, both included. */
  readonly from: string;
  readonly to: string;
  readonly boroughs: readonly SynthBorough[];
  /** Months in one file of a monthly dataset, never beyond the end of a year; 1 unless given. */
  readonly monthsPerFile?: number;
};

/** One file as its agency would send it. `content` comes in parts of some 64 kB and can be read once. */
export type SynthFile = {
  readonly agency: string;
  readonly dataset: DatasetId;
  readonly fileName: string;
  readonly covers: { readonly from: string; readonly to: string; readonly areas: null };
  readonly rows: number;
  readonly content: AsyncIterable<string>;
};

/** The demonstration that a fresh installation shows: about three years, up to the month before `now`. */
export const DEMO = { seed: 'safestats', rows: 250_000, months: 36 } as const;

/** First and last month of a demonstration of so many months that ends with the month before `now`. */
export function demoPeriod(
  now: Date,
  months: number = DEMO.months,
): { readonly from: string; readonly to: string } {
  const to = addMonths(now.toISOString().slice(0, 7), -1);
  return { from: addMonths(to, 1 - months), to };
}

type Part = { readonly months: readonly string[]; readonly volumes: readonly number[] };
type Kind = {
  readonly agency: string;
  readonly dataset: DatasetId;
  readonly name: string;
  readonly share: number;
  readonly header: string;
  readonly lineEnd: string;
  readonly bom: string;
  /** The files, each with its months (or the one year) and how much each has. */
  readonly parts: (settings: SynthSettings) => readonly Part[];
  readonly rows: (
    settings: SynthSettings,
    boroughs: readonly BoroughPlaces[],
    month: string,
    rows: number,
  ) => Iterable<string>;
};

const street = (force: Force, share: number, name: string, lineEnd: string): Kind => ({
  agency: force,
  dataset: `${force}-crime`,
  name,
  share,
  header: STREET_HEADER,
  lineEnd,
  bom: '',
  parts: (settings) => monthlyParts(settings, (month) => streetVolume(force, month)),
  rows: ({ seed, to }, boroughs, month, rows) =>
    streetRows({ seed, force, month, latest: to, rows, boroughs }),
});

const KINDS: readonly Kind[] = [
  street('mps', 0.68, 'synthetic-london-street', '\n'),
  {
    agency: 'mps',
    dataset: 'mps-stop-search',
    name: 'synthetic-stop-and-search',
    share: 0.12,
    header: SEARCH_HEADER,
    lineEnd: '\n',
    bom: '',
    parts: (settings) => monthlyParts(settings, searchVolume),
    rows: ({ seed }, boroughs, month, rows) => searchRows({ seed, month, rows, boroughs }),
  },
  street('colp', 0.03, 'synthetic-city-of-london-street', '\r\n'),
  street('btp', 0.07, 'synthetic-btp-street', '\r\n'),
  {
    agency: 'tfl',
    dataset: 'tfl-casualties',
    name: 'synthetic-casualty',
    share: 0.1,
    header: CASUALTY_HEADER,
    lineEnd: '\n',
    bom: '\ufeff',
    parts: yearlyParts,
    rows: ({ seed }, boroughs, month, rows) => casualtyRows({ seed, year: yearOf(month), rows, boroughs }),
  },
];

/**
 * Files of all five datasets in their own layouts, in order of the period that they cover, `rows` rows in all. Road
 * casualties come by whole years: those from the year of `from` that have ended by `to`.
 */
export async function* synthesise(settings: SynthSettings): AsyncGenerator<SynthFile> {
  const boroughs = scatterPlaces(settings.seed, settings.boroughs);
  const parts = KINDS.map((kind) => kind.parts(settings));
  const totals = apportion(
    settings.rows,
    KINDS.map(({ share }, i) => (parts[i]?.length === 0 ? 0 : share)),
  );
  const files = KINDS.flatMap((kind, k) => {
    const months = parts[k]?.flatMap((part) => part.volumes) ?? [];
    const counts = apportion(totals[k] ?? 0, months);
    let at = 0;
    return (parts[k] ?? []).map((part) => {
      const slice = counts.slice(at, at + part.months.length);
      at += part.months.length;
      return fileOf(settings, kind, boroughs, part.months, slice);
    });
  });
  yield* files
    .filter(({ rows }) => rows > 0)
    .sort((a, b) => (a.covers.to < b.covers.to ? -1 : a.covers.to > b.covers.to ? 1 : 0));
}

function fileOf(
  settings: SynthSettings,
  kind: Kind,
  boroughs: readonly BoroughPlaces[],
  months: readonly string[],
  counts: readonly number[],
): SynthFile {
  const [from = ''] = months;
  const yearly = kind.parts === yearlyParts;
  const to = yearly ? `${from.slice(0, 4)}-12` : (months.at(-1) ?? from);
  const period = yearly ? from.slice(0, 4) : from === to ? from : `${from}_${to}`;
  const rows = function* (): Generator<string> {
    for (const [i, month] of months.entries()) yield* kind.rows(settings, boroughs, month, counts[i] ?? 0);
  };
  return {
    agency: kind.agency,
    dataset: kind.dataset,
    fileName: `${period}-${kind.name}.csv`,
    covers: { from, to, areas: null },
    rows: counts.reduce((sum, count) => sum + count, 0),
    content: joined(kind, rows()),
  };
}

function monthlyParts(
  { from, to, monthsPerFile = 1 }: SynthSettings,
  volume: (month: string) => number,
): Part[] {
  const parts: { months: string[]; volumes: number[] }[] = [];
  for (const month of monthsBetween(from, to)) {
    const last = parts.at(-1);
    const fits = last !== undefined && last.months.length < monthsPerFile && monthIndex(month) !== 0;
    const part = fits ? last : { months: [], volumes: [] };
    if (!fits) parts.push(part);
    part.months.push(month);
    part.volumes.push(volume(month));
  }
  return parts;
}

function yearlyParts({ from, to }: SynthSettings): Part[] {
  const last = monthIndex(to) === 11 ? yearOf(to) : yearOf(to) - 1;
  return Array.from({ length: Math.max(0, last - yearOf(from) + 1) }, (_, i) => yearOf(from) + i).map(
    (year) => ({
      months: [`${year}-01`],
      volumes: [casualtyVolume(year)],
    }),
  );
}

async function* joined({ bom, header, lineEnd }: Kind, rows: Iterable<string>): AsyncGenerator<string> {
  let part = `${bom}${header}${lineEnd}`;
  for (const row of rows) {
    part += row + lineEnd;
    if (part.length >= 65_536) {
      yield part;
      part = '';
    }
  }
  if (part !== '') yield part;
}

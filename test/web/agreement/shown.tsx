import { Window } from 'happy-dom';
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { vi } from 'vitest';
import type { Cell } from '#core/model/result.ts';
import { GEOGRAPHIES } from '#test/support/fixture-geography.ts';
import type { Answer } from '#web/api/query-run.ts';
import type { AreaSummary } from '#web/api/types.ts';
import { Bars } from '#web/charts/bars.tsx';
import { MonthLine, pointWords } from '#web/charts/line.tsx';
import { monthSeries, ranked, seriesOf, weekOf } from '#web/charts/series.ts';
import { pointText } from '#web/charts/summary.ts';
import { WeekGrid } from '#web/charts/week.tsx';
import { ResultTable } from '#web/explore/result-table.tsx';
import { missingOf } from '#web/map/map-card.tsx';
import { MapMirror } from '#web/map/mirror.tsx';
import { drawnMap } from '#web/map/shape.ts';
import { SvgMap } from '#web/map/svg-map.tsx';
import { mapElements } from '#web/map/svg-text.ts';
import type { Month } from '#web/state/month.ts';
import { shapesOf } from './platform.ts';

/** What is printed for each group, by the name of the path on which it was found. */
export type Printed = ReadonlyMap<string, string>;

/** Engines need the place where they are to be Node: only what drawings measure text with is lent by a page. */
const page = new Window();
vi.stubGlobal('document', page.document);

function dom(markup: string) {
  const { body } = new page.DOMParser().parseFromString(`<body>${markup}</body>`, 'text/html');
  return body;
}

function all(element: ReactElement, selector: string) {
  return [...dom(renderToStaticMarkup(element)).querySelectorAll(selector)];
}

const nothing = () => {};
const no = () => false;

/** The last measure of each row of the table, in the order of the answer: what is printed and what the cell is marked with. */
export function tableCells(answer: Answer): readonly (readonly [text: string, value: string])[] {
  const table = <ResultTable answer={answer} noun={{ one: 'record', many: 'records' }} titleOf={String} />;
  return all(table, 'table.result tbody tr').map((row) => {
    const cell = [...row.querySelectorAll('td.number')].at(-1);
    return [cell?.textContent ?? '', cell?.getAttribute('data-value') ?? ''] as const;
  });
}

/** Key of the group → what stands beside its bar, and the same of the table of the card. */
export function barCells({ result }: Answer): { readonly bars: Printed; readonly card: Printed } {
  const series = seriesOf(result);
  const points = ranked(series.points);
  const bars = all(
    <Bars series={series} points={points} label="bars" selected={no} onToggle={nothing} />,
    'g.bar',
  ).map(
    (bar) =>
      [bar.getAttribute('data-key') ?? '', bar.querySelector('.bar-value')?.textContent ?? ''] as const,
  );
  return {
    bars: new Map(bars),
    card: new Map(points.map((point) => [point.key ?? '', pointText(point, series.type)])),
  };
}

/** Month → what is read out for it; a month without a number must stand as a gap of that mark in the line. */
export function monthCells({ result }: Answer, months: readonly Month[]): Printed {
  const points = monthSeries(result, months);
  const { type } = seriesOf(result);
  const gaps = all(
    <MonthLine
      points={points}
      label="months"
      axis="records"
      type={type}
      provisional={new Set()}
      chosen={null}
      onChoose={nothing}
    />,
    'rect.gap',
  ).map((gap) => gap.textContent);
  const read = points.map((point) => pointWords(point, type, new Set()));
  const without = read.filter((_, index) => points[index]?.value === null);
  if (JSON.stringify(gaps) !== JSON.stringify(without))
    throw new Error(`${gaps} is drawn, ${without} is read`);
  return new Map(points.map(({ month }, index) => [month, (read[index] ?? '').replace(/^.*: /, '')]));
}

/** `weekday-hour` → what the square of the week is called. */
export function weekCells({ result }: Answer): Printed {
  const grid = (
    <WeekGrid week={weekOf(result)} label="week" selected={no} filtered={false} onChoose={nothing} />
  );
  return new Map(
    all(grid, '[role=gridcell]').map((cell) => [
      cell.getAttribute('data-cell') ?? '',
      (cell.getAttribute('aria-label') ?? '').replace(/^.*:00, /, ''),
    ]),
  );
}

export function areasOf(level: string): readonly AreaSummary[] {
  const found = GEOGRAPHIES.find(({ geography }) => geography.level === level)?.areas ?? [];
  return found.map(({ code, name, parents, labelLongitude, labelLatitude }) => ({
    code,
    name,
    parents,
    label: [labelLongitude / 1e6, labelLatitude / 1e6],
  }));
}

/** Code of the area → what the map says of it: to a screen reader, in the drawing of a report, and in the saved file. */
export function mapCells(
  answer: Answer,
  level: string,
): Readonly<Record<'mirror' | 'value' | 'paper' | 'file', Printed>> {
  const areas = areasOf(level);
  const drawn = drawnMap(seriesOf(answer.result), areas, missingOf(answer));
  const shapes = shapesOf(areas.map(({ code }) => code));
  const mirror = all(<MapMirror areas={drawn.areas} breaks={drawn.breaks} label="map" />, 'li');
  const codeOf = new Map(areas.map(({ code, name }) => [name, code]));
  const titled = (titles: readonly (string | null)[]): Printed =>
    new Map(
      titles.map((title) => {
        const [name = '', text = ''] = (title ?? '').split(': ');
        return [codeOf.get(name) ?? name, text];
      }),
    );
  const paper = all(<SvgMap shapes={shapes} drawn={drawn} label="map" />, 'path title');
  const file = mapElements({ shapes, drawn, outline: null, labels: [], width: 400, height: 300 });
  return {
    value: new Map(
      mirror.map((item) => [item.getAttribute('data-area') ?? '', item.getAttribute('data-value') ?? '']),
    ),
    mirror: titled(mirror.map((item) => (item.textContent ?? '').replace(/, class \d+ of \d+$/, ''))),
    paper: titled(paper.map((title) => title.textContent)),
    file: titled(
      [...dom(`<svg>${file}</svg>`).querySelectorAll('path title')].map((title) => title.textContent),
    ),
  };
}

const WORDS: Readonly<Record<string, string>> = {
  c: 'suppressed',
  x: 'not supplied',
  h: 'hidden',
  u: 'unknown',
};

/** Whether a text says this number, or why there is none, and nothing else. */
export function says(text: string, cell: Cell, type: string): boolean {
  if (typeof cell !== 'number') return text.toLowerCase() === WORDS[String(cell ?? 'u')];
  if (text === '<0.01') return type === 'number' && cell > 0 && cell < 0.005;
  const read = Number(text.replaceAll(',', ''));
  if (type === 'integer') return /^[\d,]+$/.test(text) && read === cell;
  return Math.abs(read - cell) <= (Math.abs(cell) < 9.995 ? 0.005 : 0.05) + 1e-9;
}

// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { QueryResult } from '#core/model/result.ts';
import type { Answer } from '#web/api/query-run.ts';
import { Bars } from '#web/charts/bars.tsx';
import type { CardPaper } from '#web/charts/card-paper.ts';
import { chartSheet } from '#web/charts/chart-sheet.ts';
import { seriesOf } from '#web/charts/series.ts';
import { weekLegend } from '#web/charts/week-legend.ts';
import { sheetSvg, wrapped } from '#web/picture/sheet.ts';
import { madeResult } from '../made-result.ts';

const result: QueryResult = madeResult(
  [
    {
      name: 'borough',
      label: 'Borough',
      role: 'group',
      type: 'area',
      values: ['A', 'B', 'C'],
      labels: { A: 'Camden <&>', B: 'Sutton', C: 'Brent' },
    },
    { name: 'count', label: 'Crimes', role: 'measure', type: 'integer', values: [1234, 'x', 'c'] },
  ],
  {
    rowCount: 3,
    words: 'Crimes by borough',
    publications: [
      {
        dataset: 'mps-crime',
        manifest: '01JPUBLICATION' as QueryResult['publications'][number]['manifest'],
        publishedAt: '2026-11-20T10:00:00Z',
      },
    ],
    coverage: [{ dataset: 'mps-crime', from: '2018-05', to: '2018-06', missingMonths: [], missingAreas: [] }],
    mapped: 1234,
    suppressed: 1,
    notes: ['Areas are made up.'],
  },
);
const answer: Answer = { id: '01JREFERENCE', words: result.words, result, loaded: 3 };
const paper: CardPaper = {
  subtitle: 'Crimes, May to Jun 2018',
  noun: 'Crimes',
  about: 'Filtered by: Robbery; Fridays. Chosen areas: Camden.',
  attributions: ['Boundaries: somebody.'],
  titleOf: () => 'Recorded crime',
};
const told = {
  address: 'https://safestats.example/?v=charts&f.category=ROB&a=A',
  savedAt: '2026-11-28T09:30:00Z',
  font: 'data:font/woff2;base64,AAAA',
};

function drawing(): SVGSVGElement {
  const series = seriesOf(result);
  const { container } = render(
    <Bars
      series={series}
      points={series.points}
      label="Boroughs"
      selected={() => false}
      onToggle={() => undefined}
    />,
  );
  const svg = container.querySelector<SVGSVGElement>('svg.chart');
  if (svg === null) throw new Error('no drawing');
  return svg;
}

afterEach(cleanup);

describe('a saved chart', () => {
  const chart = {
    title: 'Borough <ranking>',
    notes: ['For the partnership.'],
    answer,
    paper,
    minimumCount: 5,
  };

  it('says title, numbers, filters, marks, sources and the address that opens it, and is well-formed', () => {
    const { svg } = chartSheet(drawing(), chart, told);
    const page = new DOMParser().parseFromString(svg, 'image/svg+xml');
    expect(page.querySelector('parsererror')).toBeNull();
    const text = [...page.querySelectorAll('text')].map((one) => one.textContent).join(' ');
    for (const words of [
      'Borough <ranking>',
      'Crimes, May to Jun 2018',
      'Camden <&>',
      '1,234',
      'Not supplied',
      'For the partnership.',
      'Filtered by: Robbery; Fridays. Chosen areas: Camden.',
      'c: Suppressed: fewer than 5.',
      'x: Not supplied.',
      'Recorded crime, May 2018 to Jun 2018, publication 01JPUBLICATION of 20 Nov 2026',
      'Areas are made up.',
      'Boundaries: somebody.',
      'SafeStats, reference 01JREFERENCE, saved 28 Nov 2026',
      told.address,
    ])
      expect(text.replaceAll(/\s+/g, ' ')).toContain(words);
    expect(svg).toContain(told.font);
  });

  it('stands alone: no classes, no roles, nothing that only pointer or keyboard use', () => {
    const svg = drawing();
    const { svg: sheet } = chartSheet(svg, chart, told);
    const page = new DOMParser().parseFromString(sheet, 'image/svg+xml');
    const names = [...page.querySelectorAll('*')].flatMap((one) =>
      [...one.attributes].map(({ name }) => name),
    );
    expect(names.filter((name) => /^(class|role|tabindex|style|data-.*|aria-.*)$/.test(name))).toEqual([]);
    expect(sheet).not.toContain('var(--');
    expect(svg.dataset['theme']).toBeUndefined();
    expect(svg.querySelectorAll('[role=option]')).toHaveLength(3);
  });

  it('names the denominator of a rate, its year and source', () => {
    const rated: Answer = {
      ...answer,
      result: {
        ...result,
        columns: result.columns.map((column) =>
          column.role === 'measure'
            ? {
                ...column,
                denominator: {
                  name: 'population',
                  source: 'ONS, mid-year',
                  years: [2023],
                  per: 1000,
                  annualised: true,
                  value: 9_000_000,
                },
              }
            : column,
        ),
      },
    };
    const { svg } = chartSheet(drawing(), { ...chart, answer: rated }, told);
    const text = [...new DOMParser().parseFromString(svg, 'image/svg+xml').querySelectorAll('text')]
      .map((one) => one.textContent)
      .join(' ');
    expect(text).toContain('Crimes a year for each 1,000 residents: 9,000,000 residents on average');
    expect(text).toContain('2023. Source: ONS, mid-year');
  });

  it('makes room for a long title, and cuts an address that is wider than the picture', () => {
    const sheet = {
      subtitle: '',
      width: 560,
      height: 100,
      elements: '',
      legend: null,
      lines: [],
      font: null,
    };
    const short = sheetSvg({ ...sheet, title: 'Short' });
    const long = sheetSvg({ ...sheet, title: 'A title of many words that goes on '.repeat(4) });
    expect(long.top).toBeGreaterThan(short.top);
    expect(long.height - short.height).toBe(long.top - short.top);
    const address = `https://x/?${'a'.repeat(300)}`;
    const lines = wrapped(address, 528);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(82);
    expect(lines.join('')).toBe(address);
  });
});

describe('weekLegend(week, title)', () => {
  it('has a class for each shade, and says when cells have none', () => {
    const week = Array.from({ length: 7 }, (_, day) =>
      Array.from({ length: 24 }, (_, hour) => day * 24 + hour),
    );
    const legend = weekLegend(week, 'Crimes');
    expect(legend.classes).toHaveLength(6);
    expect(legend.classes[0]?.label).toMatch(/^Under /);
    expect(new Set(legend.classes.map(({ colour }) => colour)).size).toBe(6);
    expect(legend.how).toBe('Quantiles, 6 classes, N = 168 hours of the week.');
    expect(legend.others).toEqual([]);
    expect(weekLegend([['c', 1]], 'Crimes').others).toEqual(['not shaded']);
  });
});

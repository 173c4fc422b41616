// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { BIVARIATE } from '#web/map/colours.ts';
import { drawnMap, USUAL_CLASSING } from '#web/map/shape.ts';
import { classedLegend } from '#web/map/sheet-legend.ts';
import { SvgMap } from '#web/map/svg-map.tsx';
import { fitted, paperAreas } from '#web/map/svg-paths.ts';
import { mapElements } from '#web/map/svg-text.ts';
import { sheetSvg, wrapped } from '#web/picture/sheet.ts';

const box = (code: string, west: number): GeoJSON.Feature => ({
  type: 'Feature',
  properties: { code },
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [west, 51],
        [west + 1, 51],
        [west + 1, 52],
        [west, 52],
        [west, 51],
      ],
    ],
  },
});
const codes = ['a', 'b', 'c', 'd'];
const shapes: GeoJSON.FeatureCollection = {
  type: 'FeatureCollection',
  features: codes.map((code, at) => box(code, at)),
};
const areas = codes.map((code, at) => ({
  code,
  name: `Area <${code}>`,
  parents: {},
  label: [at + 0.5, 51.5] as const,
}));
const drawn = drawnMap(
  {
    points: [
      { key: 'a', label: 'a', value: 5, mark: null },
      { key: 'b', label: 'b', value: 50, mark: null },
      { key: 'c', label: 'c', value: null, mark: 'c' },
    ],
    type: 'integer',
    label: 'Crimes',
  },
  areas,
  new Set(['d']),
  { ...USUAL_CLASSING, method: 'own', own: [10, 20] },
);

afterEach(cleanup);

describe('<SvgMap>', () => {
  it('draws each area in the colour or pattern of its number, named', () => {
    const { container } = render(
      <SvgMap shapes={shapes} drawn={drawn} label="Crimes by area" labels={areas} />,
    );
    const paths = [...container.querySelectorAll('path[fill-rule]')];
    expect(paths.map((path) => path.querySelector('title')?.textContent)).toEqual([
      'Area <a>: 5',
      'Area <b>: 50',
      'Area <c>: Suppressed',
      'Area <d>: Not supplied',
    ]);
    const fills = paths.map((path) => path.getAttribute('fill'));
    expect(fills.slice(0, 2)).toEqual([drawn.colours[0], drawn.colours[2]]);
    expect(fills[2]).toMatch(/^url\(#.*-dots\)$/);
    expect(fills[3]).toMatch(/^url\(#.*-hatch\)$/);
    expect(screen.getByRole('img', { name: 'Crimes by area' })).toBeTruthy();
  });
});

describe('paperAreas(shapes, drawn, projection)', () => {
  it('fits the shapes into the box, whichever way their rings run', () => {
    const turned: GeoJSON.FeatureCollection = {
      ...shapes,
      features: shapes.features.map((feature) =>
        feature.geometry.type === 'Polygon'
          ? {
              ...feature,
              geometry: {
                ...feature.geometry,
                coordinates: [[...(feature.geometry.coordinates[0] ?? [])].reverse()],
              },
            }
          : feature,
      ),
    };
    for (const each of [shapes, turned]) {
      const numbers = paperAreas(each, drawn, fitted(each, 400, 300)).flatMap(({ d }) =>
        (d.match(/-?\d+(\.\d+)?/g) ?? []).map(Number),
      );
      expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...numbers)).toBeLessThanOrEqual(400);
    }
  });
});

describe('a saved map', () => {
  const legend = classedLegend(drawn, 'Crimes', 'Own breaks', 'areas');
  const sheet = { title: 'Where <crimes> & more', subtitle: 'By area', width: 500, height: 300, font: null };

  it('says title, classes, marks, method, notes, sources and reference, and is well-formed', () => {
    const elements = mapElements({ shapes, drawn, outline: null, labels: areas, width: 500, height: 300 });
    const lines = ['Notes of mine.', 'Sources: one.', 'Reference Q1: https://x/?a=1&b=2'];
    const { svg, height } = sheetSvg({ ...sheet, legend, lines, elements });
    const page = new DOMParser().parseFromString(svg, 'image/svg+xml');
    expect(page.querySelector('parsererror')).toBeNull();
    const text = page.documentElement.textContent ?? '';
    for (const part of [
      'Where <crimes> & more',
      'By area',
      'Under 10',
      '10 to 20',
      '20 or more',
      'hatched: not supplied',
      'Own breaks, 3 classes, N = 2 areas.',
      'Area <a>: 5',
      ...lines,
    ])
      expect(text).toContain(part);
    expect(height).toBeGreaterThan(400);
  });

  it('draws a square for classes by two measures', () => {
    const two = {
      ...legend,
      classes: BIVARIATE.map((colour) => ({ colour, label: '' })),
      axes: ['Crimes: low under 2', 'Rate: low under 3'] as const,
    };
    const { svg } = sheetSvg({ ...sheet, legend: two, lines: [], elements: '' });
    expect(svg).toContain('To the right: Crimes: low under 2');
    for (const colour of BIVARIATE) expect(svg).toContain(`fill="${colour}"`);
  });

  it('breaks long lines between words', () => {
    const lines = wrapped('word '.repeat(60).trim(), 200);
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.every((line) => line.length <= 31)).toBe(true);
    expect(lines.join(' ')).toBe('word '.repeat(60).trim());
  });
});

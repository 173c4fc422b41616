// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import fc from 'fast-check';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Answer } from '#web/api/query-run.ts';
import { fromNearbySearch, periodOf, radiiOf, ringAreas, toNearbySearch } from '#web/places/nearby-state.ts';
import { shapeHint, shapeOfDraft, withSavedArea } from '#web/places/own-areas.tsx';
import { PlaceSearch } from '#web/places/place-search.tsx';
import { distanceText, placeHint } from '#web/places/place-words.ts';
import { resolveList } from '#web/places/resolve-list.ts';
import { kindRows, ringValues } from '#web/places/ring-answers.ts';
import { RingTable, ringName } from '#web/places/ring-table.tsx';
import type { FoundPlace } from '#web/places/types.ts';
import { SiteProvider } from '#web/session/context.tsx';
import { EMPTY, fromSearch } from '#web/state/exploration.ts';

afterEach(cleanup);

const area = (code: string, name: string) => ({ code, name, parents: {}, label: [0, 51] as const });

describe('resolveList(text, levels)', () => {
  const levels = [
    { level: 'borough', areas: [area('E09000007', 'Camden'), area('E09000012', 'Hackney')] },
    {
      level: 'ward',
      areas: [
        area('W1', 'Abbey'),
        area('W2', 'Abbey'),
        area('W3', 'Hackney'),
        area('W4', 'Bow, East & West'),
      ],
    },
  ];
  it('takes codes and names, by line and comma, each once', () => {
    expect(resolveList('E09000007, hackney\n e09000007\n"Bow, East and West"; W3', levels)).toEqual({
      codes: ['E09000007', 'E09000012', 'W4', 'W3'],
      unknown: [],
      ambiguous: [],
    });
  });
  it('names what it cannot find and what could be several', () => {
    expect(resolveList('Nowhere,Abbey,,E99', levels)).toEqual({
      codes: [],
      unknown: ['Nowhere', 'E99'],
      ambiguous: [{ text: 'Abbey', codes: ['W1', 'W2'] }],
    });
    expect(resolveList(' \n,', levels)).toEqual({ codes: [], unknown: [], ambiguous: [] });
  });
});

describe('the address of the page', () => {
  it('holds the whole state', () => {
    fc.assert(
      fc.property(
        fc.record({
          lat: fc.integer({ min: -8_900_000, max: 8_900_000 }).map((n) => n / 1e5),
          lon: fc.integer({ min: -17_900_000, max: 17_900_000 }).map((n) => n / 1e5),
          metres: fc.integer({ min: 30, max: 20_000 }),
          name: fc.option(fc.string({ minLength: 1, maxLength: 40 }).map((text) => text.trim() || 'x')),
          rings: fc.constantFrom('equal' as const, 'doubling' as const),
          dataset: fc.constantFrom('mps-crime', 'btp-crime'),
        }),
        ({ lat, lon, metres, name, rings, dataset }) => {
          const exploration = {
            ...EMPTY,
            datasets: [dataset],
            from: '2024-01',
            to: '2024-12',
            near: { lat, lon, metres },
            fields: { category: ['Robbery'] },
          };
          const state = { exploration, name, rings };
          expect(fromNearbySearch(toNearbySearch(state))).toEqual(state);
        },
      ),
    );
  });
  it('says nothing of a page that asks nothing, and leaves out what cannot be asked', () => {
    expect(toNearbySearch({ exploration: EMPTY, name: null, rings: 'equal' })).toBe('');
    expect(fromNearbySearch('near=51.5,-0.1,30000').exploration.near).toBeNull();
    expect(fromNearbySearch('near=nonsense&name=&r=x&g=month').exploration).toEqual(EMPTY);
  });
});

describe('rings', () => {
  it('are cut so that the last is the circle, and their areas add up to it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 30, max: 20_000 }),
        fc.constantFrom('equal' as const, 'doubling' as const),
        (metres, rings) => {
          const radii = radiiOf(metres, rings);
          expect(radii.at(-1)).toBe(metres);
          expect(new Set(radii).size).toBe(3);
          expect([...radii].sort((a, b) => a - b)).toEqual(radii);
          const whole = (Math.PI * metres ** 2) / 1e6;
          expect(ringAreas(radii).reduce((sum, one) => sum + one, 0)).toBeCloseTo(whole, 8);
        },
      ),
    );
  });
  it('have names', () => {
    expect([0, 1, 2].map((index) => ringName([500, 1_000, 2_000], index))).toEqual([
      'Within 500 m',
      '500 m to 1 km',
      '1 km to 2 km',
    ]);
    expect([20, 999, 1_500, 20_000].map(distanceText)).toEqual(['20 m', '999 m', '1.5 km', '20 km']);
  });
  it('are asked for the last twelve months unless the address says otherwise', () => {
    const choice = { bounds: { from: '2023-11', to: '2026-10' } };
    expect(periodOf(choice, EMPTY)).toEqual({ from: '2025-11', to: '2026-10' });
    expect(periodOf({ bounds: { from: '2026-05', to: '2026-10' } }, EMPTY)?.from).toBe('2026-05');
    expect(periodOf(choice, { ...EMPTY, from: '2024-01', to: '2024-03' })).toEqual({
      from: '2024-01',
      to: '2024-03',
    });
    expect(periodOf({ bounds: null }, EMPTY)).toBeNull();
  });
});

function answerOf(columns: readonly { name: string; values: readonly (string | number | null)[] }[]): Answer {
  const made = columns.map(({ name, values }) => ({
    name,
    label: name,
    role: 'group',
    type: 'text',
    values,
    ...(name === 'category' ? { labels: { r: 'Robbery' } } : {}),
  }));
  return { id: '1', words: '', loaded: 0, result: { columns: made } } as unknown as Answer;
}

describe('what an answer says of rings', () => {
  const radii = [100, 200];
  it('has a number or a mark for each ring', () => {
    const answer = answerOf([
      { name: 'ring', values: [100, 200] },
      { name: 'count', values: [3, 'c'] },
    ]);
    expect(ringValues(answer, radii)).toEqual([3, 'c']);
    expect(ringValues(undefined, radii)).toEqual([null, null]);
  });
  it('lists the categories that there are, the most common first, unknown ones by name', () => {
    const answer = answerOf([
      { name: 'ring', values: [100, 200, 100, 200, 100, 200, 200] },
      { name: 'category', values: ['a', 'a', 'r', 'r', 'z', 'z', null] },
      { name: 'count', values: [1, 1, 4, 0, 0, 0, 2] },
    ]);
    expect(kindRows(answer, radii)).toEqual([
      { code: 'r', label: 'Robbery', values: [4, 0] },
      { code: null, label: 'Not known', values: [0, 2] },
      { code: 'a', label: 'a', values: [1, 1] },
    ]);
  });
  it('tells the five marks from numbers in the table', () => {
    const choice = { noun: { one: 'crime', many: 'crimes' }, category: null } as never;
    const near = { lat: 51.5, lon: -0.1, metres: 200 };
    render(
      <RingTable
        choice={choice}
        exploration={{ ...EMPTY, near }}
        radii={radii}
        totals={[0, 'c']}
        whole="x"
        rows={[{ code: null, label: 'Not known', values: ['u', 'h'] }]}
      />,
    );
    const cells = [...document.querySelectorAll('td[data-value]')].map((cell) =>
      cell.getAttribute('data-value'),
    );
    expect(cells).toEqual(['0', 'c', 'u', 'h', 'x']);
    expect(document.body.textContent).toContain('c (Suppressed)');
    const [first, second] = screen
      .getAllByRole('link', { name: /^Explore the/ })
      .map((link) => [link.textContent, fromSearch((link.getAttribute('href') ?? '').slice(2)).near]);
    expect(first).toEqual(['Explore the circle within 100 m', { ...near, metres: 100 }]);
    expect(second).toEqual(['Explore the ring 100 m to 200 m', { ...near, metres: 200, beyond: 100 }]);
  });
});

describe('areas of one’s own', () => {
  const circle = { lat: 51.5, lon: -0.1, metres: 300 };
  it('are what is chosen: areas before a polygon, a polygon before a circle', () => {
    const shape = [
      [0, 51],
      [1, 51],
      [1, 52],
    ] as const;
    const all = { ...EMPTY, areas: ['A'], shape, near: circle };
    expect(shapeOfDraft(all)).toEqual({ kind: 'areas', codes: ['A'] });
    expect(shapeOfDraft({ ...all, areas: [] })).toMatchObject({ kind: 'polygon' });
    expect(shapeOfDraft({ ...EMPTY, near: circle })).toEqual({ kind: 'circle', ...circle });
    expect(shapeOfDraft(EMPTY)).toBeNull();
  });
  it('come back as they were kept, in the place of what was chosen', () => {
    const shape = [
      [0, 51],
      [1, 51],
      [1, 52],
    ] as const;
    for (const draft of [
      { ...EMPTY, areas: ['A', 'B'] },
      { ...EMPTY, shape },
      { ...EMPTY, near: circle },
    ]) {
      const kept = shapeOfDraft(draft);
      if (kept === null) throw new Error('nothing to keep');
      expect(withSavedArea({ ...EMPTY, areas: ['Z'], near: circle }, kept, false)).toEqual(draft);
    }
  });
  it('cannot be used whole where counts are of one area at a time', () => {
    expect(withSavedArea(EMPTY, { kind: 'areas', codes: ['A', 'B'] }, true)).toBeNull();
    expect(withSavedArea(EMPTY, { kind: 'areas', codes: ['A'] }, true)?.areas).toEqual(['A']);
    expect(withSavedArea(EMPTY, { kind: 'circle', ...circle }, true)).toBeNull();
    expect(shapeHint({ kind: 'circle', ...circle })).toBe('circle of 300 m');
  });
});

const place = (name: string, kind: FoundPlace['kind'] = 'street'): FoundPlace => ({
  kind,
  name,
  match: 'prefix',
  area: null,
  within: [
    { level: 'borough', vintage: '2022', code: 'B', name: 'Hackney', squareMetres: 1 },
    { level: 'lsoa', vintage: '2021', code: 'L', name: 'Hackney 001A', squareMetres: 1 },
  ],
  longitude: -0.1,
  latitude: 51.5,
  radiusMetres: 250,
  source: 'test',
});

function Finder() {
  const [chosen, setChosen] = useState('');
  const items = [place('Orchard Road'), place('Orchard Station', 'station')];
  const api = {
    get: async (path: string) => ({ items: path.includes('orch') ? items : [], preparing: false }),
  };
  return (
    <QueryClientProvider client={new QueryClient()}>
      <SiteProvider site={{ api } as never}>
        <PlaceSearch label="Place" name={chosen} onChoose={({ name }) => setChosen(name)} />
        <p id="chosen">{chosen}</p>
      </SiteProvider>
    </QueryClientProvider>
  );
}

describe('PlaceSearch', () => {
  it('is worked by keyboard, says what it found, and has no fault that axe finds', async () => {
    render(<Finder />);
    const user = userEvent.setup();
    const field = screen.getByRole('combobox', { name: 'Place' });
    await user.type(field, 'orch');
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(2));
    expect(field.getAttribute('aria-expanded')).toBe('true');
    expect(screen.getByRole('status').textContent).toContain('2 places found');
    const { violations } = await axe.run(document.body, {
      rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
    });
    expect(violations.map(({ id }) => id)).toEqual([]);
    await user.keyboard('{ArrowDown}{ArrowDown}');
    const [, second] = screen.getAllByRole('option');
    expect(field.getAttribute('aria-activedescendant')).toBe(second?.id);
    expect(second?.getAttribute('aria-selected')).toBe('true');
    expect(document.activeElement).toBe(field);
    await user.keyboard('{Enter}');
    expect(document.querySelector('#chosen')?.textContent).toBe('Orchard Station');
    expect(screen.queryAllByRole('option')).toHaveLength(0);
  });
  it('takes the best with Enter alone, closes with Escape, and says when there is nothing', async () => {
    render(<Finder />);
    const user = userEvent.setup();
    const field = screen.getByRole('combobox', { name: 'Place' });
    await user.type(field, 'orch');
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(2));
    await user.keyboard('{Escape}');
    expect(screen.queryAllByRole('option')).toHaveLength(0);
    await user.keyboard('a');
    await user.keyboard('{Enter}');
    await waitFor(() => expect(document.querySelector('#chosen')?.textContent).toBe('Orchard Road'));
    await user.clear(field);
    await user.type(field, 'zzz');
    await waitFor(() => expect(screen.getByRole('status').textContent).toContain('No place is called “zzz”'));
  });
  it('says of each place what it is and where', () => {
    expect(placeHint(place('Orchard Road'))).toBe('Street in Hackney');
  });
});

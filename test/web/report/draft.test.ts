import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOf, searchOfAddress } from '#web/report/address.ts';
import {
  changed,
  EMPTY_REPORT,
  FIGURE_KINDS,
  figureOf,
  MARKINGS,
  MOST_ITEMS,
  moved,
  paragraphs,
  type Report,
  reportFrom,
  reportText,
  withItem,
  withoutItem,
} from '#web/report/draft.ts';

const item = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), title: fc.string(), text: fc.string() }),
  fc.record({
    kind: fc.constantFrom(...FIGURE_KINDS),
    search: fc.string(),
    title: fc.string(),
    text: fc.string(),
    numbers: fc.boolean(),
  }),
);
const report = fc
  .record({
    title: fc.string(),
    marking: fc.constantFrom(...MARKINGS),
    items: fc.array(item, { maxLength: 8 }),
  })
  .map(({ title, marking, items }) => items.reduce<Report>(withItem, { title, marking, items: [] }));

const ORIGIN = 'https://safestats.example';

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return Number(a.id) - Number(b.id);
}

describe('a report that is being made', () => {
  it('is the same after it was kept and read', () => {
    fc.assert(
      fc.property(report, (made) => {
        expect(reportFrom(reportText(made))).toEqual(made);
      }),
    );
  });

  it('is read out of anything without an error, and never too long', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify({ items: value })),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const read = reportFrom(text);
        expect(read.items.length).toBeLessThanOrEqual(MOST_ITEMS);
        expect(MARKINGS).toContain(read.marking);
      }),
    );
    expect(reportFrom(null)).toEqual(EMPTY_REPORT);
  });

  it('keeps every part when one is moved, and is as before when it is moved back', () => {
    fc.assert(
      fc.property(report, fc.nat(), fc.constantFrom(-1 as const, 1 as const), (made, pick, by) => {
        const id = made.items[pick % Math.max(1, made.items.length)]?.id ?? 'none';
        const once = moved(made, id, by);
        expect([...once.items].sort(byId)).toEqual([...made.items].sort(byId));
        if (once !== made) expect(moved(once, id, by === 1 ? -1 : 1)).toEqual(made);
      }),
    );
  });

  it('loses the one part that is removed and changes the one that is changed', () => {
    fc.assert(
      fc.property(report, fc.nat(), fc.string(), (made, pick, title) => {
        const index = pick % Math.max(1, made.items.length);
        const id = made.items[index]?.id ?? 'none';
        expect(withoutItem(made, id).items).toEqual(made.items.filter((_, at) => at !== index));
        expect(changed(made, id, { title }).items).toEqual(
          made.items.map((one, at) => (at === index ? { ...one, title } : one)),
        );
      }),
    );
  });

  it('takes no more parts than it holds', () => {
    const full = Array.from({ length: MOST_ITEMS + 5 }, () => figureOf('map', 'd=a')).reduce<Report>(
      withItem,
      EMPTY_REPORT,
    );
    expect(full.items).toHaveLength(MOST_ITEMS);
    expect(new Set(full.items.map(({ id }) => id)).size).toBe(MOST_ITEMS);
  });

  it('has a paragraph for each stretch between empty lines', () => {
    expect(paragraphs('one\nstill one\n\n  \n two \n\n')).toEqual(['one\nstill one', 'two']);
    expect(paragraphs('')).toEqual([]);
  });
});

describe('searchOfAddress(text, origin)', () => {
  it('takes addresses of the explorer, whole or in part', () => {
    expect(searchOfAddress(`${ORIGIN}/?d=mps-crime&v=table`, ORIGIN)).toBe('d=mps-crime&v=table');
    expect(searchOfAddress('?d=mps-crime', ORIGIN)).toBe('d=mps-crime');
    expect(searchOfAddress(` ${ORIGIN}/ `, ORIGIN)).toBe('');
  });

  it('takes nothing of elsewhere', () => {
    for (const text of [
      '',
      'https://elsewhere.example/?d=mps-crime',
      '//elsewhere.example/?d=a',
      'javascript:alert(1)',
      'data:text/html,<p>',
      `${ORIGIN}/admin/people?x=1`,
      `${ORIGIN}/?a=${'x'.repeat(9_000)}`,
    ])
      expect([text, searchOfAddress(text, ORIGIN)]).toEqual([text, null]);
  });

  it('gives back what addressOf made', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.string()).map((pairs) => new URLSearchParams(pairs).toString()),
        (search) => {
          const asked = searchOfAddress(addressOf(search, ORIGIN), ORIGIN);
          expect(asked).toBe(new URL(`${ORIGIN}/?${search}`).search.replace(/^\?/, ''));
        },
      ),
    );
  });
});

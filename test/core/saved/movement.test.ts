import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '#core/model/result.ts';
import { isToldBy } from '#core/saved/alert-rule.ts';
import { incomparable, movementOf } from '#core/saved/movement.ts';
import { MOST_GROUPS_KEPT, type Snapshot, snapshotGroups } from '#core/saved/snapshot.ts';

function snapshot(
  total: Cell,
  groups: Readonly<Record<string, Cell>>,
  change: Partial<Snapshot> = {},
): Snapshot {
  return {
    at: '2026-01-01T00:00:00.000Z',
    profile: { id: 'north', version: 1 },
    spec: 'hash',
    manifests: { 'north-crime': 'A' },
    definitions: { 'north-crime': 1 },
    measure: { label: 'Count', type: 'integer' },
    total,
    groups: Object.entries(groups).map(([key, value]) => ({ key, label: key, value })),
    ...change,
  };
}

const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.integer({ min: 0, max: 1_000 }),
  fc.constantFrom('c', 'x', 'h', 'u'),
);
const groups = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), cell, {
  noNullPrototype: true,
});

describe('movementOf(before, now)', () => {
  it('tells only of what both answers show a number of, the largest changes first', () => {
    const before = snapshot(100, { a: 10, b: 'c', c: 30, d: 5, e: 'x' });
    const now = snapshot(112, { a: 14, b: 12, c: 20, d: 'c', f: 9 });
    expect(movementOf(before, now)).toMatchObject({
      total: { before: 100, now: 112 },
      groups: [
        { label: 'c', before: 30, now: 20 },
        { label: 'a', before: 10, now: 14 },
      ],
      groupsMoved: 2,
      isMoved: true,
    });
  });

  it('is none between an answer and itself, and otherwise as a comparison by hand says', () => {
    fc.assert(
      fc.property(cell, groups, cell, groups, (total, was, newer, is) => {
        const before = snapshot(total, was);
        const now = snapshot(newer, is);
        expect(movementOf(before, before)).toMatchObject({ isMoved: false, groups: [], groupsMoved: 0 });
        const { isMoved, groups: told, groupsMoved } = movementOf(before, now);
        const both = Object.keys(is).filter((key) => key in was);
        const numbers = both.filter((key) => typeof was[key] === 'number' && typeof is[key] === 'number');
        const moved = numbers.filter((key) => was[key] !== is[key]);
        expect(groupsMoved).toBe(moved.length);
        expect(told).toHaveLength(Math.min(5, moved.length));
        for (const { label, before: a, now: b } of told) expect([was[label], is[label]]).toEqual([a, b]);
        const isSame =
          total === newer &&
          JSON.stringify(Object.entries(was).sort()) === JSON.stringify(Object.entries(is).sort());
        expect(isMoved).toBe(!isSame);
      }),
    );
  });

  it('names what was published and described anew', () => {
    const before = snapshot(1, {});
    const now = snapshot(
      1,
      {},
      { manifests: { 'north-crime': 'B', other: 'C' }, definitions: { 'north-crime': 2 } },
    );
    expect(movementOf(before, now)).toMatchObject({
      republished: ['north-crime', 'other'],
      redefined: ['north-crime'],
      isMoved: false,
    });
  });
});

describe('incomparable(before, now)', () => {
  it('says why: nothing before, another question, another profile or version of it', () => {
    const now = snapshot(1, {});
    expect(incomparable(null, now)).toBe('first');
    expect(incomparable(snapshot(1, {}, { spec: 'other' }), now)).toBe('query');
    expect(incomparable(snapshot(1, {}, { profile: { id: 'north', version: 2 } }), now)).toBe('profile');
    expect(incomparable(snapshot(1, {}, { profile: { id: 'south', version: 1 } }), now)).toBe('profile');
    expect(incomparable(snapshot(9, { a: 1 }), now)).toBeNull();
  });
});

describe('isToldBy(rule, movement)', () => {
  const moved = (before: Cell, now: Cell) => movementOf(snapshot(before, {}), snapshot(now, {}));

  it.each([
    [{ when: 'changed' }, 5, 5, false],
    [{ when: 'changed' }, 5, 6, true],
    [{ when: 'changed' }, 5, 'c', true],
    [{ when: 'above', limit: 10 }, 10, 11, true],
    [{ when: 'above', limit: 10 }, 11, 12, false],
    [{ when: 'above', limit: 10 }, 9, 10, false],
    [{ when: 'above', limit: 10 }, 'c', 11, false],
    [{ when: 'below', limit: 10 }, 10, 9, true],
    [{ when: 'below', limit: 10 }, 9, 8, false],
    [{ when: 'moved', percent: 5 }, 100, 105, false],
    [{ when: 'moved', percent: 5 }, 100, 106, true],
    [{ when: 'moved', percent: 5 }, 100, 94, true],
    [{ when: 'moved', percent: 5 }, 0, 1, true],
    [{ when: 'moved', percent: 5 }, 0, 0, false],
    [{ when: 'moved', percent: 5 }, 100, 'x', false],
  ] as const)('%j from %j to %j: %j', (rule, before, now, told) => {
    expect(isToldBy(rule, moved(before, now))).toBe(told);
  });
});

describe('snapshotGroups(result)', () => {
  it('keeps the largest numbers, with what people read, and never more than it may', () => {
    const count = MOST_GROUPS_KEPT + 50;
    const codes = Array.from({ length: count }, (_, index) => `E${index}`);
    const kept = snapshotGroups({
      columns: [
        {
          name: 'borough',
          label: 'Borough',
          role: 'group',
          type: 'area',
          values: codes,
          labels: { E7: 'Camden' },
        },
        {
          name: 'count',
          label: 'Count',
          role: 'measure',
          type: 'integer',
          values: codes.map((_, i) => (i === 3 ? 'c' : i)),
        },
      ],
    });
    expect(kept).toHaveLength(MOST_GROUPS_KEPT);
    expect(kept[0]).toEqual({ key: `["E${count - 1}"]`, label: `E${count - 1}`, value: count - 1 });
    expect(kept.some(({ value }) => value === 'c')).toBe(false);
  });
});

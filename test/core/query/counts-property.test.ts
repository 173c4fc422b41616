import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PERTURBATION } from '#core/disclosure/perturbation.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { drawn, type MadeLake, madeDataset, monthName, openMadeLake } from '#test/adversarial/made-lake.ts';
import type { Answer } from '#test/support/ask.ts';

type Spec = Omit<QuerySpec, 'datasets'>;
type Where = NonNullable<Spec['where']>;
type Part = { readonly where: Where; readonly groupBy: NonNullable<Spec['groupBy']> };

const lastDay = (month: number) => new Date(Date.UTC(2018, month + 1, 0)).toISOString().slice(0, 10);
const span = (from: number, months: number) => ({
  from: `${monthName(from)}-01`,
  to: lastDay(from + months - 1),
});
const part = (where: Where, ...groupBy: Part['groupBy']): Part => ({ where, groupBy });

const time = fc.oneof(
  fc.constant(part({})),
  fc.integer({ min: -6, max: 18 }).map((from) => part({ time: span(from, 12) })),
  fc.integer({ min: 0, max: 7 }).map((quarter) => part({ time: span(quarter * 3, 3) })),
  fc
    .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 20 }))
    .map(([from, months]) => part({ time: span(from, months) }, { time: 'month' })),
  fc.constant(part({ time: span(3, 15) }, { time: 'quarter' })),
  fc.constant(part({}, { time: 'year' })),
);
const place = fc.oneof(
  fc.constant(part({})),
  fc.constantFrom('E01', 'E03S').map((code) => part({ space: { areas: [code] } }, { area: 'ward' })),
  fc
    .subarray(['E01', 'E02', 'E04'], { minLength: 1 })
    .map((areas) => part({ space: { areas } }, { area: 'borough' })),
  fc.constant(part({}, { cell: 8 })),
  fc
    .integer({ min: 500, max: 9_000 })
    .map((metres) => part({ space: { near: { lon: 0, lat: 51.52, metres } } }, { cell: 8 })),
);
const field = fc.oneof(
  fc.constant(part({})),
  fc.constant(part({}, { field: 'category' })),
  fc.constantFrom('robbery', 'theft').map((code) => part({ fields: [{ field: 'category', in: [code] }] })),
  fc
    .shuffledSubarray(['burglary', 'robbery', 'theft'], { minLength: 2 })
    .map((codes) => part({ fields: [{ field: 'category', in: codes }] }, { field: 'category' })),
);
const order = fc.shuffledSubarray([0, 1, 2], { minLength: 3 });
/** One question in two forms, which differ in the order of everything. */
const question = fc.tuple(time, place, field, order).map(([when, where, what, places]) => {
  const parts = [when, where, what];
  const other = places.flatMap((index) => parts[index] ?? []);
  return [formOf(parts), formOf(other)] as const;
});

function formOf(parts: readonly Part[]): Spec {
  return {
    where: Object.assign({}, ...parts.map(({ where }) => where)),
    groupBy: parts.flatMap(({ groupBy }) => groupBy),
  };
}

/** Counts by their group, whatever the order of columns and rows. */
function cellsOf({ names, rows }: Answer): ReadonlyMap<string, unknown> {
  const keys = names.slice(0, -1).toSorted();
  return new Map(
    rows.map((row) => [keys.map((key) => `${key}=${row[names.indexOf(key)]}`).join(' '), row.at(-1)]),
  );
}

describe('an answer under counts only', () => {
  const minimumCount = 5;
  let lake: MadeLake;

  beforeAll(async () => {
    lake = await openMadeLake(
      madeDataset(({ month, ward, category }) =>
        Math.floor(drawn('property', month, ward, category) ** 3 * 14),
      ),
    );
  });

  afterAll(async () => lake.close());

  it('is the same however it is asked, near the truth, and never under the minimum', {
    timeout: 120_000,
  }, async () => {
    let [given, suppressed, zeros, moved] = [0, 0, 0, 0];
    await fc.assert(
      fc.asyncProperty(question, async ([one, other]) => {
        const first = await lake.ask(one, { minimumCount });
        const second = await lake.ask(other, { minimumCount });
        const truth = await lake.ask(one, { kind: 'records', minimumCount: 1 });
        const cells = cellsOf(first);
        expect(cellsOf(second)).toEqual(cells);
        expect([second.mapped, second.notMapped, second.outsideCoverage]).toEqual([
          first.mapped,
          first.notMapped,
          first.outsideCoverage,
        ]);
        const counts = cellsOf(truth);
        expect([...cells.keys()]).toEqual([...counts.keys()]);
        for (const [group, shown] of cells) {
          if (shown === 'x' || shown === 'u') {
            expect([group, counts.get(group)]).toEqual([group, shown]);
            continue;
          }
          const count = Number(counts.get(group));
          if (shown === 'c') suppressed += 1;
          else if (shown === 0) zeros += 1;
          else {
            given += 1;
            moved += Number(shown) - count;
            expect(shown).toBeGreaterThanOrEqual(minimumCount);
            expect(Math.abs(Number(shown) - count)).toBeLessThanOrEqual(PERTURBATION.bound);
          }
          if (shown === 0 || count === 0) expect([group, shown, count]).toEqual([group, 0, 0]);
          if (count < minimumCount && count > 0) expect([group, shown]).toEqual([group, 'c']);
        }
      }),
      { numRuns: 150, seed: 20_261_122 },
    );
    console.log(
      `${given} cells shown, ${suppressed} suppressed, ${zeros} zero; moved by ${(moved / given).toFixed(2)} on average`,
    );
    expect(given).toBeGreaterThan(500);
    expect(suppressed).toBeGreaterThan(500);
  });
});

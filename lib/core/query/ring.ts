import { choose, integer } from '#core/sql/build.ts';
import type { Expression } from '#core/sql/tree.ts';
import { type SpaceColumns, shapeTest } from './condition.ts';
import type { Places } from './places.ts';
import type { Circle, SpaceFilter } from './query.ts';

/** Rings that an answer is grouped by: round one centre, each out to the next radius. */
export type Rings = {
  readonly centre: Pick<Circle, 'longitude' | 'latitude'>;
  /** Metres, ascending: the outer edge of each ring, which is part of it. */
  readonly radii: readonly number[];
};

/** Why these radii are no rings of the circle that is asked for, in the caller's words; null when they are. */
export function ringFault(radii: readonly number[], near: SpaceFilter['near']): string | null {
  if (near === null)
    return 'needs a centre: give where.space.near, whose radius is that of the outermost ring';
  if (near.beyond !== undefined)
    return 'cannot stand beside where.space.near.beyond, because its rings fill the circle; take that out';
  if (radii.some((radius, index) => index > 0 && radius <= (radii[index - 1] ?? 0)))
    return 'name each radius once, from the smallest to the largest';
  return radii.at(-1) === near.metres
    ? null
    : `ends at ${radii.at(-1)} metres and where.space.near at ${near.metres}: make the two the same`;
}

/** The outer radius of the ring that a record is in; NULL for one that is in none. What stands for it decides, as for `near`. */
export function ringValue({ centre, radii }: Rings, places: Places, columns: SpaceColumns): Expression {
  return choose(
    radii.map((metres) => ({
      when: shapeTest({ ...centre, metres }, places, columns),
      value: integer(metres),
    })),
    null,
  );
}

/** What people read for each ring: `Within 250 m`, `250 to 500 m`. */
export function ringLabels(radii: readonly number[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    radii.map((radius, index) => [
      String(radius),
      index === 0 ? `Within ${text(radius)} m` : `${text(radii[index - 1] ?? 0)} to ${text(radius)} m`,
    ]),
  );
}

function text(metres: number): string {
  return metres.toLocaleString('en-GB');
}

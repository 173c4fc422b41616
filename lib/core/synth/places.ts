import type { Coordinates } from '#core/geo/polygon.ts';
import { ringsOf } from '#core/geo/polygon.ts';
import { boundsOf, contains, type Ring } from '#core/geo/ring.ts';
import { boroughShape } from './borough-shape.ts';
import { type Draw, drawOf } from './draw.ts';
import { stationName, streetName } from './place-name.ts';
import { Random } from './random.ts';

/** A borough to put records in: its polygons in degrees (WGS84). */
export type SynthBorough = {
  readonly code: string;
  readonly name: string;
  readonly polygons: readonly Coordinates[];
};

/** What kind of point records are moved to; it decides what happens there. */
export const PLACE_KINDS = ['street', 'shops', 'night', 'open'] as const;

/** A point that stands for the addresses around it. Coordinates are micro-degrees. */
export type Place = {
  readonly longitude: number;
  readonly latitude: number;
  readonly name: string;
  /** Index into `PLACE_KINDS`. */
  readonly kind: number;
};

/** The points of one borough, a few of them very busy. */
export type BoroughPlaces = {
  readonly name: string;
  readonly central: boolean;
  readonly volume: number;
  readonly places: readonly Place[];
  readonly draw: Draw;
  readonly stations: readonly Place[];
  readonly drawStation: Draw;
};

const KIND_NAMES: readonly (readonly string[])[] = [
  [],
  ['Supermarket', 'Shopping Area', 'Petrol Station'],
  ['Nightclub', 'Theatre/concert Hall', 'Pedestrian Subway'],
  ['Parking Area', 'Park/Open Space', 'Sports/recreation Area'],
];
const KIND_DRAW = drawOf([82, 8, 3, 7]);
const KIND_PULL = [1, 6, 4, 2.5] as const;
const PLACES_PER_BOROUGH = 260;
const CENTRES = 6;
const STATIONS = 8;
const TRIES = 2_000;

/**
 * Scatters points over each borough, half of them around a handful of centres. How much happens at a point falls
 * with its rank (1 ÷ (rank + 3)), so that the busiest hundredth takes a tenth or more.
 */
export function scatterPlaces(seed: string, boroughs: readonly SynthBorough[]): readonly BoroughPlaces[] {
  return boroughs.map(({ code, name, polygons }) => {
    const random = new Random(`${seed}/places/${name}`);
    const { volume, central } = boroughShape(name);
    const inside = insideOf(polygons.flatMap(ringsOf), code);
    const centres = Array.from({ length: CENTRES }, () => inside.anywhere(random));
    const count = Math.round(PLACES_PER_BOROUGH * (0.5 + volume / 2));
    const places = Array.from({ length: count }, (_, rank): Place => {
      const centre = centres[random.below(CENTRES)] ?? [0, 0];
      const [longitude, latitude] = rank % 2 === 0 ? inside.near(centre, random) : inside.anywhere(random);
      const kind = KIND_DRAW(random);
      const names = KIND_NAMES[kind] ?? [];
      const what = names.length === 0 ? streetName(random) : (names[random.below(names.length)] ?? '');
      return { longitude, latitude, name: `On or near ${what}`, kind };
    });
    const stations = Array.from({ length: STATIONS }, (): Place => {
      const [longitude, latitude] = inside.anywhere(random);
      return { longitude, latitude, name: `On or near ${stationName(random)}`, kind: 1 };
    });
    return {
      name,
      central,
      volume,
      places,
      draw: drawOf(places.map(({ kind }, rank) => (KIND_PULL[kind] ?? 1) / (rank + 3))),
      stations,
      drawStation: drawOf(stations.map((_, rank) => 1 / (rank + 1))),
    };
  });
}

type Point = readonly [longitude: number, latitude: number];

function insideOf(rings: readonly Ring[], code: string) {
  const { west, south, east, north } = boundsOf(rings);
  const anywhere = (random: Random): Point => {
    for (let i = 0; i < TRIES; i += 1) {
      const longitude = west + random.below(east - west + 1);
      const latitude = south + random.below(north - south + 1);
      if (contains(rings, longitude, latitude)) return [longitude, latitude];
    }
    throw new Error(`no point found inside ${code}: its polygons have no area`);
  };
  const near = ([x, y]: Point, random: Random): Point => {
    for (let i = 0; i < TRIES; i += 1) {
      const longitude = x + Math.round((random.unit() + random.unit() + random.unit() - 1.5) * 12_000);
      const latitude = y + Math.round((random.unit() + random.unit() + random.unit() - 1.5) * 7_500);
      if (contains(rings, longitude, latitude)) return [longitude, latitude];
    }
    return anywhere(random);
  };
  return { anywhere, near };
}

/** Micro-degrees as a source prints them, six digits after the point. */
export function degreesText(microDegrees: number): string {
  const whole = Math.trunc(Math.abs(microDegrees) / 1e6);
  const rest = String(Math.abs(microDegrees) % 1e6).padStart(6, '0');
  return `${microDegrees < 0 ? '-' : ''}${whole}.${rest}`;
}

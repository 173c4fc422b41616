import type { Near } from '../state/exploration.ts';
import { roundedDegrees } from '../state/shape.ts';

const METRES_PER_DEGREE = 111_195;
const STEPS = 64;
const MOST_METRES = 50_000;

/** The outline of a circle on the ground as a closed ring of [longitude, latitude]. */
export function circleRing({ lat, lon, metres }: Near, steps = STEPS): [number, number][] {
  const height = metres / METRES_PER_DEGREE;
  const width = height / Math.cos((lat * Math.PI) / 180);
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = ((step % steps) * 2 * Math.PI) / steps;
    return [lon + width * Math.cos(angle), lat + height * Math.sin(angle)];
  });
}

/** The outlines of a circle or ring on the ground: the outer one, then the hole, which runs the other way round. */
export function circleRings(near: Near): [number, number][][] {
  const { beyond, ...outer } = near;
  if (beyond === undefined) return [circleRing(outer)];
  return [circleRing(outer), circleRing({ ...outer, metres: beyond }).reverse()];
}

/** A circle that was moved or sized, with the hole that it had where it is still smaller. */
export function withHoleOf(circle: Near, before: Near | null): Near {
  const beyond = before?.beyond;
  return beyond === undefined || beyond >= circle.metres ? circle : { ...circle, beyond };
}

/** The circle that a ring of positions is the outline of; metres are rounded to two digits that count below 100, else to ten. */
export function circleOf(ring: readonly (readonly number[])[]): Near {
  const lons = ring.map(([lon = 0]) => lon);
  const lats = ring.map(([, lat = 0]) => lat);
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  const metres = ((north - south) / 2) * METRES_PER_DEGREE;
  const rounded = metres < 100 ? Math.max(1, Math.round(metres)) : Math.round(metres / 10) * 10;
  return {
    lat: roundedDegrees((south + north) / 2),
    lon: roundedDegrees((Math.min(...lons) + Math.max(...lons)) / 2),
    metres: Math.min(MOST_METRES, rounded),
  };
}

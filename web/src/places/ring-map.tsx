import { useMemo } from 'react';
import type { GeographySummary } from '../api/types.ts';
import { useShapes } from '../map/use-base.ts';
import type { Near } from '../state/exploration.ts';
import { ringName } from './ring-table.tsx';

type Props = {
  readonly near: Near;
  readonly radii: readonly number[];
  readonly name: string;
  /** Boundaries to draw behind the rings: few and large. */
  readonly geography: GeographySummary | undefined;
};

const SIZE = 420;
const METRES_PER_DEGREE = 111_195;
/** How much farther than the outermost ring the drawing reaches. */
const AROUND = 1.25;

/** Where the rings lie: their circles over the borders of the areas around, and a scale. A drawing, not a map to work with. */
export function RingMap({ near, radii, name, geography }: Props) {
  const shapes = useShapes(geography, true);
  const outer = radii.at(-1) ?? near.metres;
  const perMetre = SIZE / 2 / (outer * AROUND);
  const paths = useMemo(() => {
    const cosine = Math.cos((near.lat * Math.PI) / 180);
    const x = (lon: number) => SIZE / 2 + (lon - near.lon) * METRES_PER_DEGREE * cosine * perMetre;
    const y = (lat: number) => SIZE / 2 - (lat - near.lat) * METRES_PER_DEGREE * perMetre;
    return (shapes.data?.features ?? []).flatMap(({ geometry, properties }) => {
      const rings = ringsOf(geometry);
      const points = rings.map((ring) => ring.map(([lon = 0, lat = 0]) => [x(lon), y(lat)] as const));
      const isNear = points.some(
        (ring) => Math.min(...ring.map(([px]) => px)) < SIZE && Math.max(...ring.map(([px]) => px)) > 0,
      );
      if (!isNear) return [];
      const d = points
        .map((ring) => `M${ring.map(([px, py]) => `${clamp(px)},${clamp(py)}`).join('L')}Z`)
        .join('');
      return [{ code: String(properties?.['code'] ?? ''), d }];
    });
  }, [shapes.data, near.lat, near.lon, perMetre]);
  const scale = scaleMetres(outer);
  const label = `${radii.length} rings round ${name}, out to ${outer} metres, over the borders around`;
  return (
    <svg className="ring-map" viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={label}>
      <rect className="ring-map-ground" width={SIZE} height={SIZE} />
      <g className="ring-map-areas">
        {paths.map(({ code, d }) => (
          <path key={code} d={d} fillRule="evenodd" />
        ))}
      </g>
      {[...radii].reverse().map((radius) => (
        <circle className="ring-map-ring" key={radius} cx={SIZE / 2} cy={SIZE / 2} r={radius * perMetre} />
      ))}
      <circle className="ring-map-centre" cx={SIZE / 2} cy={SIZE / 2} r={4} />
      {radii.map((radius, index) => (
        <text
          key={radius}
          className="ring-map-label"
          x={SIZE / 2}
          y={SIZE / 2 - ((radius + (radii[index - 1] ?? radius * 0.25)) / 2) * perMetre}
          textAnchor="middle"
          dominantBaseline="central"
        >
          {ringName(radii, index)}
        </text>
      ))}
      <g className="ring-map-scale">
        <path d={`M14,${SIZE - 20}v6h${scale * perMetre}v-6`} />
        <text x={14 + (scale * perMetre) / 2} y={SIZE - 26} textAnchor="middle">
          {scale >= 1_000 ? `${scale / 1_000} km` : `${scale} m`}
        </text>
      </g>
    </svg>
  );
}

/** Far outside is as good as far away, and keeps the drawing small. */
function clamp(value: number): number {
  return Number(Math.max(-4 * SIZE, Math.min(5 * SIZE, value)).toFixed(1));
}

function ringsOf(geometry: GeoJSON.Geometry | null): readonly (readonly (readonly number[])[])[] {
  if (geometry?.type === 'Polygon') return geometry.coordinates;
  return geometry?.type === 'MultiPolygon' ? geometry.coordinates.flat() : [];
}

/** A round length of about a third of the radius. */
function scaleMetres(outer: number): number {
  const steps = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];
  return steps.findLast((step) => step <= outer / 2) ?? 10;
}

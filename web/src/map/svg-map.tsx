import { useId, useMemo } from 'react';
import type { AreaSummary } from '../api/types.ts';
import { LIGHT_THEME } from './colours.ts';
import { PaperPatterns } from './paper-patterns.tsx';
import type { DrawnMap } from './shape.ts';
import { fitted, paperAreas, paperLabels } from './svg-paths.ts';

type Props = {
  /** Polygons in degrees, each with its area's code as `properties.code` (a level's `displayUrl` gives these). */
  readonly shapes: GeoJSON.FeatureCollection;
  /** Classes and colours: what `drawnMap()` of shape.ts makes of an answer. */
  readonly drawn: Pick<DrawnMap, 'areas' | 'colours'>;
  /** Borders drawn on top, of the coarsest level; null = none. */
  readonly outline?: GeoJSON.FeatureCollection | null;
  /** Areas whose names are written; none by default. */
  readonly labels?: readonly AreaSummary[];
  readonly chosen?: ReadonlySet<string>;
  /** What the drawing is, for who does not see it: `Crimes by borough`. */
  readonly label: string;
  /** The box of the drawing in its own units; it is shown as wide as its place. */
  readonly width?: number;
  readonly height?: number;
};

/**
 * The map as a drawing, for paper and files: no WebGL, no script to keep it up. Loaded lazily, since it brings d3-geo.
 * Put `<Legend …>` of legend.tsx under it. The drawing keeps light colours in a dark theme, because paper is white.
 */
export function SvgMap({
  shapes,
  drawn,
  outline = null,
  labels = [],
  chosen,
  label,
  width = 720,
  height = 560,
}: Props) {
  const id = useId().replaceAll(/[^a-zA-Z0-9]/g, '');
  const projection = useMemo(
    () => fitted(outline ?? shapes, width, height),
    [outline, shapes, width, height],
  );
  const areas = useMemo(() => paperAreas(shapes, drawn, projection), [shapes, drawn, projection]);
  const borders = useMemo(() => {
    if (outline === null) return [];
    const plain = outline.features.map((feature) => String(feature.properties?.['code'] ?? feature.id ?? ''));
    return paperAreas(
      outline,
      {
        colours: ['none'],
        areas: plain.map((code) => ({
          key: code,
          code,
          label: code,
          value: 0,
          mark: null,
          words: '',
          class: 0,
        })),
      },
      projection,
    );
  }, [outline, projection]);
  const names = useMemo(() => paperLabels(labels, projection), [labels, projection]);
  const fine = areas.length > 100;
  return (
    <svg className="svg-map" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <PaperPatterns id={id} />
      <rect width={width} height={height} fill={LIGHT_THEME.ground} />
      <g stroke={LIGHT_THEME.line} strokeWidth={fine ? 0.25 : 0.8} strokeLinejoin="round">
        {areas.map((area) => (
          <path
            key={area.code}
            d={area.d}
            fill={area.isPattern ? `url(#${id}-${area.fill})` : area.fill}
            fillRule="evenodd"
          >
            <title>{`${area.label}: ${area.words}`}</title>
          </path>
        ))}
      </g>
      <g fill="none" stroke={LIGHT_THEME.line} strokeWidth={0.9}>
        {borders.map((border) => (
          <path key={border.code} d={border.d} />
        ))}
      </g>
      {chosen !== undefined && chosen.size > 0 && (
        <g fill="none" stroke={LIGHT_THEME.ink} strokeWidth={2.4} strokeLinejoin="round">
          {areas
            .filter((area) => chosen.has(area.code))
            .map((area) => (
              <path key={area.code} d={area.d} />
            ))}
        </g>
      )}
      <g
        fill={LIGHT_THEME.ink}
        stroke={LIGHT_THEME.halo}
        strokeWidth={3}
        paintOrder="stroke"
        fontSize={11}
        fontWeight={600}
        textAnchor="middle"
      >
        {names.map(({ name, x, y }) => (
          <text key={name} x={x} y={y + 4}>
            {name}
          </text>
        ))}
      </g>
    </svg>
  );
}

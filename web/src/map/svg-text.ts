import { geoPath } from 'd3-geo';
import type { AreaSummary } from '../api/types.ts';
import { escaped } from '../picture/sheet.ts';
import { LIGHT_THEME } from './colours.ts';
import type { DrawnMap } from './shape.ts';
import { clockwise, fitted, paperAreas, paperLabels } from './svg-paths.ts';

const PATTERNS = [
  '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/><line x1="0" x2="0" y1="0" y2="6" stroke="#7d8892" stroke-width="2"/></pattern>',
  '<pattern id="dots" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="4" height="4" fill="#fff"/><circle cx="2" cy="2" r="0.95" fill="#707c86"/></pattern>',
  '<pattern id="grid" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="4" height="4" fill="#fff"/><path d="M0 0h4M0 0v4" stroke="#707c86" stroke-width="1"/></pattern>',
].join('');

type Parts = {
  readonly shapes: GeoJSON.FeatureCollection;
  readonly drawn: Pick<DrawnMap, 'areas' | 'colours'>;
  readonly outline: GeoJSON.FeatureCollection | null;
  readonly labels: readonly AreaSummary[];
  readonly width: number;
  readonly height: number;
};

/** The map as the text of SVG elements: every area as a path with its name and number as its title. */
export function mapElements({ shapes, drawn, outline, labels, width, height }: Parts): string {
  const projection = fitted(outline ?? shapes, width, height);
  const path = geoPath(projection).digits(1);
  const areas = paperAreas(shapes, drawn, projection);
  const thin = areas.length > 100 ? 0.25 : 0.8;
  const borders = outline === null ? [] : clockwise(outline).features.map((feature) => path(feature) ?? '');
  return [
    `<defs>${PATTERNS}</defs><rect width="${width}" height="${height}" fill="${LIGHT_THEME.ground}"/>`,
    `<g stroke="${LIGHT_THEME.line}" stroke-width="${thin}" stroke-linejoin="round" fill-rule="evenodd">`,
    ...areas.map(
      ({ d, fill, isPattern, label, words }) =>
        `<path d="${d}" fill="${isPattern ? `url(#${fill})` : fill}"><title>${escaped(`${label}: ${words}`)}</title></path>`,
    ),
    '</g>',
    `<g fill="none" stroke="${LIGHT_THEME.line}" stroke-width="0.9">`,
    ...borders.map((d) => `<path d="${d}"/>`),
    '</g>',
    `<g font-size="11" font-weight="600" text-anchor="middle" fill="${LIGHT_THEME.ink}" stroke="${LIGHT_THEME.halo}" stroke-width="3" paint-order="stroke">`,
    ...paperLabels(labels, projection).map(
      ({ name, x, y }) => `<text x="${x}" y="${y + 4}">${escaped(name)}</text>`,
    ),
    '</g>',
  ].join('');
}

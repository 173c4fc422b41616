import type { Area, Geography } from '#core/model/geography.ts';

const SIDE = 0.05;
const WEST = -0.1;
const SOUTH = 51.5;
export const BOROUGHS = ['E01', 'E02', 'E03', 'E04'];
export const VINTAGES = { borough: '2022', ward: '2025', lsoa: '2021' } as const;

/** Four square boroughs in a row from west to east, each of a southern and a northern ward; one LSOA per ward. */
export const GEOGRAPHIES: readonly { readonly geography: Geography; readonly areas: readonly Area[] }[] = [
  geographyOf(
    'borough',
    BOROUGHS.map((code, index) => areaOf(code, `Borough ${index + 1}`, {}, centreOf(index, 1))),
  ),
  geographyOf(
    'ward',
    wards().map(([code, borough], index) =>
      areaOf(code, `Ward ${code}`, { borough }, centreOf(Math.floor(index / 2), (index % 2) + 0.5)),
    ),
  ),
  geographyOf(
    'lsoa',
    wards().map(([code, borough], index) =>
      areaOf(
        `L${code}`,
        `LSOA ${code}`,
        { borough, ward: code },
        centreOf(Math.floor(index / 2), (index % 2) + 0.5),
      ),
    ),
  ),
];

function wards(): readonly (readonly [string, string])[] {
  return BOROUGHS.flatMap((borough) => [
    [`${borough}S`, borough] as const,
    [`${borough}N`, borough] as const,
  ]);
}

/** The middle of a borough, or of the ward so many half boroughs up. */
function centreOf(borough: number, halves: number): readonly [longitude: number, latitude: number] {
  return [WEST + (borough + 0.5) * SIDE, SOUTH + (halves * SIDE) / 2];
}

function areaOf(
  code: string,
  name: string,
  parents: Record<string, string>,
  [longitude, latitude]: readonly [longitude: number, latitude: number],
): Area {
  return {
    code,
    name,
    parents,
    labelLongitude: Math.round(longitude * 1e6),
    labelLatitude: Math.round(latitude * 1e6),
    squareMetres: 1,
  };
}

function geographyOf(level: keyof typeof VINTAGES, areas: readonly Area[]) {
  const geography: Geography = {
    level,
    vintage: VINTAGES[level],
    title: `${level} ${VINTAGES[level]}`,
    parents: {},
    synthetic: false,
    attribution: 'test',
    areaCount: areas.length,
    hash: level,
    importedAt: '2026-01-01T00:00:00Z',
  };
  return { geography, areas };
}

/** The codes of the areas that a point lies in, or null outside all. */
export function areasAt(
  longitude: number,
  latitude: number,
): { borough: string; ward: string; lsoa: string } | null {
  const index = Math.floor((longitude - WEST) / SIDE + 1e-9);
  const borough = BOROUGHS[index];
  const row = Math.floor((latitude - SOUTH) / (SIDE / 2) + 1e-9);
  if (borough === undefined || (row !== 0 && row !== 1)) return null;
  const ward = `${borough}${row === 0 ? 'S' : 'N'}`;
  return { borough, ward, lsoa: `L${ward}` };
}

import { toDegrees } from '#core/geo/micro-degree.ts';
import { degreesToGrid } from '#core/geo/projection.ts';
import { lockdownIn } from './crime-shape.ts';
import { drawOf, drawValue } from './draw.ts';
import { IMPERFECTIONS } from './imperfection.ts';
import type { BoroughPlaces, Place } from './places.ts';
import { Random } from './random.ts';

export const CASUALTY_HEADER =
  'AREFNO,Borough,Boro,Easting,Northing,CREFNO,Casualty Class,Casualty Sex,Casualty Age (Banded),Casualty Age,No. of Casualties,Casualty Severity,Ped Location,Ped Movement,Mode of Travel';

/** What one year of casualties is made from. */
export type CasualtyYear = {
  readonly seed: string;
  readonly year: number;
  readonly rows: number;
  readonly boroughs: readonly BoroughPlaces[];
};

const NOT_APPLICABLE = "'-2 NOT APPLICABLE";
const MODES = [
  ['4 CAR', 36],
  ['1 PEDESTRIAN', 19],
  ['2 PEDAL CYCLE', 18],
  ['3 POWERED 2 WHEELER', 17],
  ['6 BUS OR COACH', 4],
  ['7 GOODS VEHICLE', 2],
  ['5 TAXI', 1.5],
  ['9 PRIVATE HIRE', 1.5],
  ['8 OTHER VEHICLE', 1],
] as const;
const CASUALTIES = [
  [1, 85],
  [2, 11],
  [3, 2.6],
  [4, 1],
  [5, 0.3],
  [7, 0.1],
] as const;
const PED_LOCATIONS = [
  ['05 CROSSING ROAD (NOT ON XING)', 36],
  ['01 CROSSING ROAD ON PED XING', 25],
  ['10 UNKNOWN OR OTHER', 11],
  ['04 CROSSING ROAD WITHIN 50M XING', 9],
  ['06 ON FOOTPATH - VERGE', 8],
  ['09 IN ROAD - NOT CROSSING', 6],
  ['08 IN CENTRE OF CARRIAGEWAY', 4],
  ['07 ON REFUGE', 1],
] as const;
const PED_MOVEMENTS = [
  ['1 FROM DRIVERS N/SIDE', 33],
  ['9 UNKNOWN OR OTHER', 29],
  ['3 FROM DRIVERS O/SIDE', 24],
  ['2 FROM DRIVERS N/SIDE MSK', 6],
  ['4 FROM DRIVERS O/SIDE MSK', 4],
  ['5 IN RD NOT CROSSING', 3],
  ['', 1],
] as const;

const drawMode = drawValue(MODES);
const drawCasualties = drawValue(CASUALTIES);
const drawLocation = drawValue(PED_LOCATIONS);
const drawMovement = drawValue(PED_MOVEMENTS);
const drawSex = drawValue([
  ['1 MALE', 62],
  ['2 FEMALE', 36],
  ["'-1 UNKNOWN", 2],
]);
const drawAgeBand = drawOf([5, 6, 16, 26, 19, 14, 8, 4, 2]);
const AGE_BANDS = [0, 10, 16, 25, 35, 45, 55, 70, 85, 99] as const;
const SEVERITIES = ['1 FATAL', '2 SERIOUS', '3 SLIGHT'] as const;
const drawSeverity = drawOf([0.4, 12, 87.6]);
const drawSeverityUnprotected = drawOf([0.8, 20, 79.2]);

/** How many casualties a year has, relative to other years. */
export function casualtyVolume(year: number): number {
  const months = Array.from({ length: 12 }, (_, i) =>
    lockdownIn(`${year}-${String(i + 1).padStart(2, '0')}`),
  );
  return 1 - months.reduce((sum, level) => sum + 0.6 * level, 0) / 12;
}

/** Rows of one year, one per casualty, without line ends, exactly as many as asked for. */
export function* casualtyRows({ seed, year, rows, boroughs }: CasualtyYear): Generator<string> {
  const random = new Random(`${seed}/casualty/${year}`);
  const drawBorough = drawOf(boroughs.map(({ volume }) => volume + 0.3));
  const grid = new Map<Place, string>();
  let collision = Number(`1${String(year).slice(2)}0100000`);
  for (let written = 0; written < rows; ) {
    const number = drawBorough(random);
    const at = boroughs[number];
    const place = at?.places[at.draw(random)];
    if (at === undefined || place === undefined) throw new Error('a draw left its range');
    const head = `${at.name.toUpperCase().replaceAll(' AND ', ' & ')},${number},${gridText(place, grid)}`;
    const count = Math.min(drawCasualties(random), rows - written);
    const mode = drawMode(random);
    collision += 1 + random.below(9);
    for (let casualty = 1; casualty <= count; casualty += 1) {
      yield `${collision},${head},${casualty},${casualtyText(mode, casualty, count, random)}`;
      written += 1;
    }
  }
}

function casualtyText(mode: string, casualty: number, count: number, random: Random): string {
  const onFoot = mode === '1 PEDESTRIAN';
  const unprotected = onFoot || mode === '2 PEDAL CYCLE' || mode === '3 POWERED 2 WHEELER';
  const role = onFoot ? '3 PEDESTRIAN' : casualty === 1 ? '1 DRIVER/RIDER' : '2 PASSENGER';
  const severity = SEVERITIES[(unprotected ? drawSeverityUnprotected : drawSeverity)(random)];
  const location = onFoot ? drawLocation(random) : NOT_APPLICABLE;
  const movement = onFoot ? drawMovement(random) : NOT_APPLICABLE;
  const printed = random.chance(IMPERFECTIONS.unlisted) ? '10 E-SCOOTER' : mode;
  return `${role},${drawSex(random)},${ageText(random)},${count},${severity},${location},${movement},${printed}`;
}

function ageText(random: Random): string {
  if (random.chance(0.05)) return 'U,';
  const band = drawAgeBand(random);
  const low = AGE_BANDS[band] ?? 0;
  const age = low + random.below((AGE_BANDS[band + 1] ?? low + 1) - low);
  return `${age < 16 ? '0-15' : age < 25 ? '16-24' : age < 60 ? '25-59' : '60+'},${age}`;
}

function gridText(place: Place, grid: Map<Place, string>): string {
  const known = grid.get(place);
  if (known !== undefined) return known;
  const [easting, northing] = degreesToGrid(toDegrees(place.longitude), toDegrees(place.latitude));
  const text = `${Math.round(easting)},${Math.round(northing)}`;
  grid.set(place, text);
  return text;
}

import { countMonths } from '#core/ingest/month.ts';
import { drawOutcome } from './crime-outcome.ts';
import { CRIME_SHAPES, crimeLevel } from './crime-shape.ts';
import { type Draw, drawOf } from './draw.ts';
import { IMPERFECTIONS } from './imperfection.ts';
import { type BoroughPlaces, degreesText, PLACE_KINDS, type Place } from './places.ts';
import { Random } from './random.ts';

export const STREET_HEADER =
  'Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context';

export type Force = 'mps' | 'colp' | 'btp';

/** What one month of one force's file is made from. */
export type StreetMonth = {
  readonly seed: string;
  readonly force: Force;
  readonly month: string;
  /** The latest month of the whole history: how long ago a month is decides its outcomes. */
  readonly latest: string;
  readonly rows: number;
  readonly boroughs: readonly BoroughPlaces[];
};

const FORCE_NAMES: Readonly<Record<Force, string>> = {
  mps: 'Metropolitan Police Service',
  colp: 'City of London Police',
  btp: 'British Transport Police',
};
/** The one borough that has a police force of its own. */
const CITY = 'City of London';
const NO_PLACE = ',,No Location,,';
const UNLISTED_OUTCOME = 'Referred to a diversion scheme';
const ELSEWHERE: readonly Place[] = [
  { longitude: -141_170, latitude: 50_828_990, name: 'On or near Brighton (Station)', kind: 1 },
  {
    longitude: -1_898_500,
    latitude: 52_477_700,
    name: 'On or near Birmingham New Street (Station)',
    kind: 1,
  },
  {
    longitude: -2_230_900,
    latitude: 53_477_400,
    name: 'On or near Manchester Piccadilly (Station)',
    kind: 1,
  },
  { longitude: -1_548_100, latitude: 53_795_200, name: 'On or near Leeds (Station)', kind: 1 },
  { longitude: -2_581_300, latitude: 51_449_100, name: 'On or near Bristol Temple Meads (Station)', kind: 1 },
  { longitude: -971_500, latitude: 51_458_700, name: 'On or near Reading (Station)', kind: 1 },
  { longitude: -1_617_200, latitude: 54_968_400, name: 'On or near Newcastle (Station)', kind: 1 },
];

/** How many crimes a force has in a month, relative to its other months. */
export function streetVolume(force: Force, month: string): number {
  return CRIME_SHAPES.reduce((sum, shape) => sum + shape.mix[force] * crimeLevel(shape, month), 0);
}

/** Rows of one month of one force, without line ends, exactly as many as asked for. */
export function* streetRows({ seed, force, month, latest, rows, boroughs }: StreetMonth): Generator<string> {
  const random = new Random(`${seed}/street/${force}/${month}`);
  const dataset = `${force}-crime` as const;
  const noPlace = IMPERFECTIONS.noPlace[dataset];
  const outside = force === 'mps' ? 0 : IMPERFECTIONS.outsideLondon[`${force}-crime`];
  const drawBorough = drawOf(boroughWeights(force, boroughs));
  const drawTypes = boroughs.map((borough) => typeDraws(seed, force, month, borough));
  const age = countMonths(month, latest) - 1;
  const outcomes = CRIME_SHAPES.map(({ type }) => drawOutcome(type, age));
  const texts = new Map<Place, string>();

  for (let written = 0; written < rows; ) {
    const borough = drawBorough(random);
    const at = boroughs[borough];
    if (at === undefined) throw new Error('a draw left its range');
    const other = force === 'mps' && random.chance(IMPERFECTIONS.otherForce);
    const onRailway = force === 'btp' || other;
    const away = outside > 0 && random.chance(outside);
    const place = away
      ? ELSEWHERE[random.below(ELSEWHERE.length)]
      : onRailway
        ? at.stations[at.drawStation(random)]
        : at.places[at.draw(random)];
    const type = drawTypes[borough]?.[place?.kind ?? 0]?.(random) ?? 0;
    const shape = CRIME_SHAPES[type];
    const keyed = force !== 'btp' && type !== ANTI_SOCIAL;
    const name = FORCE_NAMES[other ? 'btp' : force];
    const id = keyed ? random.hex(16) : '';
    const date = random.chance(IMPERFECTIONS.undated) ? '' : month;
    const where = place === undefined || random.chance(noPlace) ? NO_PLACE : placeText(place, texts);
    const outcome = !keyed
      ? ''
      : random.chance(IMPERFECTIONS.unlisted)
        ? UNLISTED_OUTCOME
        : outcomes[type]?.(random);
    const row = `${id},${date},${name},${name},${where},${shape?.type},${outcome},`;
    yield row;
    written += 1;
    if (keyed && written < rows && random.chance(IMPERFECTIONS.repeated)) {
      yield row;
      written += 1;
    }
  }
}

const ANTI_SOCIAL = CRIME_SHAPES.findIndex(({ type }) => type === 'Anti-social behaviour');

function placeText(place: Place, texts: Map<Place, string>): string {
  const known = texts.get(place);
  if (known !== undefined) return known;
  const text = `${degreesText(place.longitude)},${degreesText(place.latitude)},${place.name},,`;
  texts.set(place, text);
  return text;
}

function boroughWeights(force: Force, boroughs: readonly BoroughPlaces[]): number[] {
  if (force === 'mps') return boroughs.map(({ name, volume }) => (name === CITY ? volume / 10 : volume));
  if (force === 'btp') return boroughs.map(({ volume, central }) => (central ? 2.5 : 1) * volume);
  const home = Math.max(
    0,
    boroughs.findIndex(({ name }) => name === CITY),
  );
  return boroughs.map(({ central }, i) => (i === home ? 100 : central ? 1 : 0.1));
}

/** Draws of a crime type for each kind of place in a borough, which leans to some types more than its like. */
function typeDraws(seed: string, force: Force, month: string, borough: BoroughPlaces): readonly Draw[] {
  const lean = new Random(`${seed}/lean/${borough.name}`);
  const weights = CRIME_SHAPES.map(
    (shape) =>
      shape.mix[force] *
      crimeLevel(shape, month) *
      (borough.central ? shape.central : 1) *
      (0.8 + 0.45 * lean.unit()),
  );
  return PLACE_KINDS.map((_, kind) =>
    drawOf(weights.map((weight, type) => weight * (CRIME_SHAPES[type]?.kinds[kind] ?? 1))),
  );
}

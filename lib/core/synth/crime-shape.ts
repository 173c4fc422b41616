import { monthIndex, yearOf } from './calendar.ts';

/** Relative frequency of each crime type per dataset, and how each behaves: round figures, none from a real file. */
export type CrimeShape = {
  readonly type: string;
  readonly mix: Readonly<Record<'mps' | 'colp' | 'btp', number>>;
  readonly season: keyof typeof SEASONS;
  /** Change per year, as a share of the level of mid-2020. */
  readonly trend: number;
  /** Share that is lost (or, below zero, gained) under a full lockdown. */
  readonly lockdown: number;
  /** How much more frequent it is in a central borough than in others. */
  readonly central: number;
  /** Pull of the kinds of place: street, shops, night, open. */
  readonly kinds: readonly [number, number, number, number];
};

const SEASONS = {
  flat: [98, 91, 101, 98, 103, 100, 104, 102, 99, 104, 101, 99],
  summer: [84, 80, 95, 100, 111, 113, 119, 113, 103, 101, 92, 89],
  'high summer': [62, 60, 80, 95, 112, 128, 138, 128, 124, 115, 92, 66],
  winter: [110, 101, 104, 94, 94, 90, 93, 95, 96, 104, 111, 108],
  christmas: [92, 88, 96, 93, 97, 96, 99, 97, 97, 106, 119, 120],
} as const;

export const CRIME_SHAPES: readonly CrimeShape[] = [
  {
    type: 'Anti-social behaviour',
    mix: { mps: 250, colp: 30, btp: 0 },
    season: 'summer',
    trend: -0.03,
    lockdown: -1.1,
    central: 0.9,
    kinds: [1, 0.6, 1, 1.8],
  },
  {
    type: 'Bicycle theft',
    mix: { mps: 20, colp: 32, btp: 45 },
    season: 'high summer',
    trend: -0.04,
    lockdown: 0.2,
    central: 1.6,
    kinds: [1, 1, 0.6, 1.2],
  },
  {
    type: 'Burglary',
    mix: { mps: 60, colp: 42, btp: 4 },
    season: 'winter',
    trend: -0.05,
    lockdown: 0.4,
    central: 0.9,
    kinds: [1.3, 0.4, 0.3, 0.3],
  },
  {
    type: 'Criminal damage and arson',
    mix: { mps: 55, colp: 38, btp: 80 },
    season: 'flat',
    trend: 0,
    lockdown: 0.25,
    central: 0.8,
    kinds: [1.1, 0.6, 0.6, 1.2],
  },
  {
    type: 'Drugs',
    mix: { mps: 42, colp: 55, btp: 40 },
    season: 'flat',
    trend: -0.02,
    lockdown: -0.35,
    central: 1.2,
    kinds: [1, 0.5, 2.4, 1.8],
  },
  {
    type: 'Other crime',
    mix: { mps: 12, colp: 16, btp: 8 },
    season: 'flat',
    trend: 0.02,
    lockdown: 0.1,
    central: 0.9,
    kinds: [1, 0.8, 0.8, 0.8],
  },
  {
    type: 'Other theft',
    mix: { mps: 105, colp: 200, btp: 145 },
    season: 'flat',
    trend: 0.01,
    lockdown: 0.6,
    central: 1.7,
    kinds: [0.9, 1.6, 2.2, 0.8],
  },
  {
    type: 'Possession of weapons',
    mix: { mps: 7, colp: 6, btp: 12 },
    season: 'flat',
    trend: -0.02,
    lockdown: 0.1,
    central: 1,
    kinds: [1, 0.7, 1.6, 1.4],
  },
  {
    type: 'Public order',
    mix: { mps: 55, colp: 70, btp: 170 },
    season: 'summer',
    trend: 0.02,
    lockdown: 0.25,
    central: 1.2,
    kinds: [1, 1.1, 2, 1],
  },
  {
    type: 'Robbery',
    mix: { mps: 33, colp: 24, btp: 34 },
    season: 'winter',
    trend: 0.01,
    lockdown: 0.6,
    central: 1.4,
    kinds: [1, 0.9, 2, 1.5],
  },
  {
    type: 'Shoplifting',
    mix: { mps: 60, colp: 165, btp: 48 },
    season: 'christmas',
    trend: 0.08,
    lockdown: 0.45,
    central: 1.2,
    kinds: [0.15, 9, 0.1, 0.1],
  },
  {
    type: 'Theft from the person',
    mix: { mps: 75, colp: 145, btp: 180 },
    season: 'christmas',
    trend: 0.09,
    lockdown: 0.8,
    central: 3.2,
    kinds: [0.8, 1.6, 4, 0.6],
  },
  {
    type: 'Vehicle crime',
    mix: { mps: 100, colp: 12, btp: 23 },
    season: 'winter',
    trend: -0.01,
    lockdown: 0.35,
    central: 0.7,
    kinds: [1.2, 0.3, 0.2, 2.6],
  },
  {
    type: 'Violence and sexual offences',
    mix: { mps: 235, colp: 175, btp: 211 },
    season: 'summer',
    trend: 0.02,
    lockdown: 0.2,
    central: 0.9,
    kinds: [1, 0.7, 1.8, 0.8],
  },
];

/** How far London was locked down, 0 to 1, in the months in which it was. */
const LOCKDOWN: Readonly<Record<string, number>> = {
  '2020-03': 0.4,
  '2020-04': 1,
  '2020-05': 0.9,
  '2020-06': 0.6,
  '2020-07': 0.4,
  '2020-08': 0.3,
  '2020-09': 0.3,
  '2020-10': 0.4,
  '2020-11': 0.7,
  '2020-12': 0.6,
  '2021-01': 0.9,
  '2021-02': 0.85,
  '2021-03': 0.7,
  '2021-04': 0.45,
  '2021-05': 0.3,
  '2021-06': 0.2,
};

/** How far London was locked down in a month, 0 to 1. */
export function lockdownIn(month: string): number {
  return LOCKDOWN[month] ?? 0;
}

/** Season, trend and lockdown of a crime type in a month, against its own average of 1. */
export function crimeLevel({ season, trend, lockdown }: CrimeShape, month: string): number {
  const index = monthIndex(month);
  const grown = Math.max(0.4, 1 + trend * (yearOf(month) - 2020 + (index - 5.5) / 12));
  return ((SEASONS[season][index] ?? 100) / 100) * grown * (1 - lockdown * lockdownIn(month));
}

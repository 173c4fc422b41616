import { drawValue } from './draw.ts';
import type { Random } from './random.ts';

type Fates = {
  readonly noSuspect: number;
  readonly unable: number;
  readonly court: number;
  readonly disposal: number;
  readonly other: number;
};

const USUAL: Fates = { noSuspect: 62, unable: 22, court: 6, disposal: 3, other: 7 };
const FATES: Readonly<Record<string, Fates>> = {
  'Bicycle theft': { noSuspect: 92, unable: 3, court: 1, disposal: 0.5, other: 3.5 },
  Burglary: { noSuspect: 78, unable: 8, court: 6, disposal: 0.5, other: 7.5 },
  Drugs: { noSuspect: 8, unable: 14, court: 24, disposal: 48, other: 6 },
  'Possession of weapons': { noSuspect: 14, unable: 24, court: 48, disposal: 8, other: 6 },
  'Public order': { noSuspect: 42, unable: 36, court: 10, disposal: 4, other: 8 },
  Shoplifting: { noSuspect: 66, unable: 12, court: 13, disposal: 5, other: 4 },
  'Theft from the person': { noSuspect: 93, unable: 3, court: 1, disposal: 0.3, other: 2.7 },
  'Vehicle crime': { noSuspect: 90, unable: 3, court: 2, disposal: 0.3, other: 4.7 },
  'Violence and sexual offences': { noSuspect: 32, unable: 46, court: 9, disposal: 3, other: 10 },
};

const COURT_RESULTS = [
  ['Court result unavailable', 42],
  ['Offender sent to prison', 14],
  ['Offender given community sentence', 13],
  ['Offender fined', 10],
  ['Defendant found not guilty', 8],
  ['Offender given suspended prison sentence', 7],
  ['Offender given conditional discharge', 4],
  ['Court case unable to proceed', 2],
] as const;
const DISPOSALS = [
  ['Offender given a caution', 45],
  ['Local resolution', 45],
  ['Offender given penalty notice', 10],
] as const;
const DRUG_DISPOSALS = [
  ['Local resolution', 60],
  ['Offender given a caution', 20],
  ['Offender given a drugs possession warning', 15],
  ['Offender given penalty notice', 5],
] as const;
const OTHERS = [
  ['Status update unavailable', 60],
  ['Further investigation is not in the public interest', 20],
  ['Formal action is not in the public interest', 12],
  ['Action to be taken by another organisation', 8],
] as const;
const MONTHS_TO_COURT = 9;

/** Outcomes of a crime type in a file that is `age` months old: the older, the fewer are under investigation. */
export function drawOutcome(type: string, age: number): (random: Random) => string {
  const fates = FATES[type] ?? USUAL;
  const closed = 1 - 0.85 / (1 + age * 0.45);
  const parts = (
    share: number,
    words: readonly (readonly [string, number])[],
  ): (readonly [string, number])[] => {
    const total = words.reduce((sum, [, weight]) => sum + weight, 0);
    return words.map(([word, weight]) => [word, (share * closed * weight) / total]);
  };
  return drawValue([
    ['Under investigation', 100 * (1 - closed)],
    ...parts(fates.noSuspect, [['Investigation complete; no suspect identified', 1]]),
    ...parts(fates.unable, [['Unable to prosecute suspect', 1]]),
    ...parts(fates.court, age < MONTHS_TO_COURT ? [['Awaiting court outcome', 1]] : COURT_RESULTS),
    ...parts(fates.disposal, type === 'Drugs' ? DRUG_DISPOSALS : DISPOSALS),
    ...parts(fates.other, OTHERS),
  ]);
}

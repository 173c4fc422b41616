/** How a rate is given, where it is not as usual: per 1,000 residents, a year. */
export type RateChoice = {
  readonly kind: 'rate';
  readonly per?: Per;
  /** Name of a reference table; residents where it is absent. */
  readonly denominator?: string;
  /** False = over the whole period, not divided to a year. */
  readonly annualised?: false;
};

export type Per = 100 | 1_000 | 10_000 | 100_000;
export const PERS: readonly Per[] = [100, 1_000, 10_000, 100_000];
const RESIDENTS = 'population';

/** A rate with its usual parts left out, so that equal rates are written alike. */
export function rateOf(options: {
  readonly per: Per;
  readonly denominator: string;
  readonly annualised: boolean;
}): RateChoice {
  return {
    kind: 'rate',
    ...(options.per === 1_000 ? {} : { per: options.per }),
    ...(options.denominator === RESIDENTS ? {} : { denominator: options.denominator }),
    ...(options.annualised ? {} : { annualised: false }),
  };
}

/** The parts of a rate, the usual ones filled in. */
export function partsOf(rate: RateChoice): {
  readonly per: Per;
  readonly denominator: string;
  readonly annualised: boolean;
} {
  return {
    per: rate.per ?? 1_000,
    denominator: rate.denominator ?? RESIDENTS,
    annualised: rate.annualised ?? true,
  };
}

/** `rate`, `rate-10000`, `rate-workday_population`, `rate-100-workday_population.period`. */
export function rateText(rate: RateChoice): string {
  const parts = ['rate', ...(rate.per === undefined ? [] : [rate.per])];
  const of = rate.denominator === undefined ? parts : [...parts, rate.denominator];
  return `${of.join('-')}${rate.annualised === false ? '.period' : ''}`;
}

/** Null for a text that names no rate. */
export function rateFrom(text: string): RateChoice | null {
  const match = /^rate(?:-(\d+))?(?:-([a-z][a-z0-9_]*))?(\.period)?$/.exec(text);
  if (match === null) return null;
  const per = match[1] === undefined ? 1_000 : PERS.find((one) => one === Number(match[1]));
  if (per === undefined) return null;
  return rateOf({ per, denominator: match[2] ?? RESIDENTS, annualised: match[3] === undefined });
}

/** `Rate per 1,000 residents a year`; `of` names whom it is of. */
export function rateLabel(rate: RateChoice, of = 'residents'): string {
  const { per, annualised } = partsOf(rate);
  return `Rate per ${per.toLocaleString('en-GB')} ${of}${annualised ? ' a year' : ' over the period'}`;
}

/** Whom a reference table counts, as people say it: `population` is `residents`, `workday_population` is `workday population`. */
export function denominatorLabel(name: string): string {
  return name === 'population' ? 'residents' : name.replaceAll('_', ' ');
}

/** What the column of a rate is called: `Rate per 1,000 residents a year`; `denominator` is the name of its reference table. */
export function rateLabel(per: number, denominator: string, annualised: boolean): string {
  return `Rate per ${per.toLocaleString('en-GB')} ${denominatorLabel(denominator)}${annualised ? ' a year' : ''}`;
}

/**
 * What the column of a rate is called: `Rate per 1,000 residents a year`; `denominator` is the name of its reference
 * table, of which `population` counts residents.
 */
export function rateLabel(per: number, denominator: string, annualised: boolean): string {
  const people = denominator === 'population' ? 'residents' : denominator.replaceAll('_', ' ');
  return `Rate per ${per.toLocaleString('en-GB')} ${people}${annualised ? ' a year' : ''}`;
}

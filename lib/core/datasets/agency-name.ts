const NAMES: ReadonlyMap<string, string> = new Map([
  ['btp', 'British Transport Police'],
  ['colp', 'City of London Police'],
  ['mps', 'Metropolitan Police Service'],
  ['tfl', 'Transport for London'],
]);

/** What people call an agency of which no organisation is known: the name where its dataset is built in, else its id. */
export function agencyName(agency: string): string {
  return NAMES.get(agency) ?? agency;
}

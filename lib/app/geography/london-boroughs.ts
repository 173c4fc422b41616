/** The 33 London boroughs (City of London included) by their ONS codes, with the names that ONS gives them. */
export const LONDON_BOROUGHS: Readonly<Record<string, string>> = {
  E09000001: 'City of London',
  E09000002: 'Barking and Dagenham',
  E09000003: 'Barnet',
  E09000004: 'Bexley',
  E09000005: 'Brent',
  E09000006: 'Bromley',
  E09000007: 'Camden',
  E09000008: 'Croydon',
  E09000009: 'Ealing',
  E09000010: 'Enfield',
  E09000011: 'Greenwich',
  E09000012: 'Hackney',
  E09000013: 'Hammersmith and Fulham',
  E09000014: 'Haringey',
  E09000015: 'Harrow',
  E09000016: 'Havering',
  E09000017: 'Hillingdon',
  E09000018: 'Hounslow',
  E09000019: 'Islington',
  E09000020: 'Kensington and Chelsea',
  E09000021: 'Kingston upon Thames',
  E09000022: 'Lambeth',
  E09000023: 'Lewisham',
  E09000024: 'Merton',
  E09000025: 'Newham',
  E09000026: 'Redbridge',
  E09000027: 'Richmond upon Thames',
  E09000028: 'Southwark',
  E09000029: 'Sutton',
  E09000030: 'Tower Hamlets',
  E09000031: 'Waltham Forest',
  E09000032: 'Wandsworth',
  E09000033: 'Westminster',
};

const PREFIX = /^(?:the )?(?:(?:royal |london )?borough of |city (?:and|&) county of the )/;

/** A name as it is compared: lower case, `&` as `and`, hyphens as spaces, without what only titles carry. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replaceAll(/[-‐–]/g, ' ')
    .replaceAll(/[.,'’]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(PREFIX, '');
}

const BY_NAME = new Map(Object.entries(LONDON_BOROUGHS).map(([code, name]) => [plain(name), code]));
BY_NAME.set('city of westminster', 'E09000033');
BY_NAME.set('kingston', 'E09000021');
BY_NAME.set('richmond', 'E09000027');
BY_NAME.set('city', 'E09000001');

/** The ONS code of a London borough by its name, however it is usually spelt; null when it is none. */
export function boroughCode(name: string): string | null {
  return BY_NAME.get(plain(name)) ?? null;
}

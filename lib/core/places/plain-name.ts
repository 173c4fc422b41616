/** Words that stand for others at the end of a name, as signs and lists of addresses shorten them. */
const SHORT: Readonly<Record<string, string>> = {
  rd: 'road',
  ave: 'avenue',
  av: 'avenue',
  ln: 'lane',
  sq: 'square',
  cres: 'crescent',
  gdns: 'gardens',
  gdn: 'garden',
  pl: 'place',
  dr: 'drive',
  ct: 'court',
  stn: 'station',
  pk: 'park',
  terr: 'terrace',
  grn: 'green',
};

/**
 * A name as names are compared: lower case, without accents and apostrophes, other signs as spaces, `&` as `and`, and the
 * usual short forms written out. `St` is `saint`, but `street` where it ends the name.
 */
export function plainName(text: string): string {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f'’‘`´]/g, '')
    .replaceAll('&', ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ');
  return words
    .map((word, index) => {
      if (word === 'st') return index > 0 && index === words.length - 1 ? 'street' : 'saint';
      return index > 0 ? (SHORT[word] ?? word) : word;
    })
    .join(' ');
}

/**
 * A postcode, or its beginning, as postcodes are sorted: capitals without spaces. Null when the text cannot begin one.
 */
export function postcodeStart(text: string): string | null {
  const plain = text.toUpperCase().replace(/\s+/g, '');
  if (isPostcode(plain)) return plain;
  const outward = /^[A-Z]{1,2}\d[A-Z\d]?$/;
  const begun = /^[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]?$/;
  return outward.test(plain) || begun.test(plain) ? plain : null;
}

/** Whether capitals without spaces are a whole postcode. */
export function isPostcode(plain: string): boolean {
  return /^[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$/.test(plain);
}

/** A whole postcode as people write it: `SW1A 1AA`. */
export function postcodeText(plain: string): string {
  return `${plain.slice(0, -3)} ${plain.slice(-3)}`;
}

/** The part before the space: `SW1A`. */
export function districtOf(plain: string): string {
  return plain.slice(0, -3);
}

const MIN_BIGINT = -(2n ** 63n);
const MAX_BIGINT = 2n ** 63n - 1n;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/**
 * A text constant, in single quotes, with quotes doubled: the one escape that both engines know. Text with a NUL or
 * half a surrogate pair cannot be sent to either and is an error here; `resolveQuery` refuses it before.
 */
export function encodeText(value: string): string {
  if (value.includes('\0') || LONE_SURROGATE.test(value)) throw new Error('text that no engine can hold');
  return `'${value.replaceAll("'", "''")}'`;
}

/** Whether `encodeText` takes this text. */
export function isEncodable(value: string): boolean {
  return !value.includes('\0') && !LONE_SURROGATE.test(value);
}

/** A whole number within 64 bits; in brackets when negative, so that no operator can join it. */
export function encodeInteger(value: number | bigint): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new Error('not a whole number');
  const whole = BigInt(value);
  if (whole < MIN_BIGINT || whole > MAX_BIGINT) throw new Error('a whole number beyond 64 bits');
  return whole < 0n ? `(${whole})` : `${whole}`;
}

/** A name in double quotes, with quotes doubled. Names come from definitions and from this code, never from a caller. */
export function encodeName(name: string): string {
  if (name === '' || name.includes('\0')) throw new Error('a name that no engine can hold');
  return `"${name.replaceAll('"', '""')}"`;
}

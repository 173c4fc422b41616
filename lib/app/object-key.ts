import { AppError } from '#core/model/error.ts';

const MAX_KEY_BYTES = 1024;
/** Of one name, so that a folder can hold it with what is put after it meanwhile. */
export const MAX_SEGMENT_BYTES = 240;

/** Folders of the data folder that hold no objects. */
const RESERVED = new Set(['registry', '.tmp']);

/**
 * Whether a key is a plain relative path: not empty or absolute, without `.`, `..` or empty segments, backslashes and
 * control characters, and not in a folder that belongs to the store itself.
 */
export function isObjectKey(key: string): boolean {
  const segments = key.split('/');
  return (
    key !== '' &&
    Buffer.byteLength(key) <= MAX_KEY_BYTES &&
    !hasControl(key) &&
    !key.includes('\\') &&
    Buffer.from(key).toString() === key &&
    !RESERVED.has(segments[0] ?? '') &&
    segments.every((s) => s !== '' && s !== '.' && s !== '..' && Buffer.byteLength(s) <= MAX_SEGMENT_BYTES)
  );
}

/** Refuses with NOT_FOUND what is no key of an object. */
export function checkObjectKey(key: string): void {
  if (!isObjectKey(key)) throw new AppError('NOT_FOUND', 'there is no such object');
}

/** Like a key, but may be empty or end in the middle of a segment or with a slash. */
export function checkObjectPrefix(prefix: string): void {
  if (prefix !== '') checkObjectKey(prefix.endsWith('/') ? prefix.slice(0, -1) : prefix);
}

/** True for the names in the top folder that are the store's own. */
export function isReserved(name: string): boolean {
  return RESERVED.has(name);
}

function hasControl(key: string): boolean {
  for (const character of key) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

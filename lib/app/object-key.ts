import { AppError } from '#core/model/error.ts';

const MAX_KEY_BYTES = 1024;
const MAX_SEGMENT_BYTES = 240;

/** Folders of the data folder that hold no objects. */
const RESERVED = new Set(['registry', '.tmp']);

/**
 * Refuses with NOT_FOUND every key that is not a plain relative path: empty, absolute, with `.`, `..` or empty
 * segments, backslashes, control characters, or in a folder that belongs to the store itself.
 */
export function checkObjectKey(key: string): void {
  const segments = key.split('/');
  const plain =
    key !== '' &&
    Buffer.byteLength(key) <= MAX_KEY_BYTES &&
    !hasControl(key) &&
    !key.includes('\\') &&
    Buffer.from(key).toString() === key &&
    !RESERVED.has(segments[0] ?? '') &&
    segments.every((s) => s !== '' && s !== '.' && s !== '..' && Buffer.byteLength(s) <= MAX_SEGMENT_BYTES);
  if (!plain) throw new AppError('NOT_FOUND', 'there is no such object');
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

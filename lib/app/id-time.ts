import { decodeTime } from 'ulid';

/** When an id was made, in milliseconds since 1970; null for text that is no id of ours. */
export function timeOfId(id: string): number | null {
  return /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id) ? decodeTime(id) : null;
}

import { monotonicFactory } from 'ulid';

const POOL_BYTES = 4_096;
const BYTE_VALUES = 256;

/** Makes ulids, later ones sorting after earlier ones. Randomness is drawn in advance: a draw for each character is slow. */
export function makeNewId(): () => string {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
  const newUlid = monotonicFactory(() => {
    if (used === POOL_BYTES) {
      crypto.getRandomValues(pool);
      used = 0;
    }
    return (pool[used++] ?? 0) / BYTE_VALUES;
  });
  return () => newUlid();
}

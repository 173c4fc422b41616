import type { ObjectStore } from '#app/ports.ts';

/**
 * Whether a file lies where files arrive. It is looked for by name, because a store that gives only what was scanned
 * refuses to say of a file by itself that it is absent.
 */
export async function hasArrived(objects: Pick<ObjectStore, 'list'>, key: string): Promise<boolean> {
  return (await objects.list(key)).includes(key);
}

import { sealAudit } from '#app/audit/sealer.ts';
import { StoreEnvironment } from '../environment.ts';
import { log } from '../log.ts';
import { environmentOf } from '../parsed.ts';
import { openStore } from '../platform.ts';

const store = openStore(environmentOf(StoreEnvironment));

/** Seals what was recorded since the last time. Any event will do: the schedule says when. */
export async function handler(): Promise<void> {
  const { objects, events } = await sealAudit(store);
  if (objects > 0) log({ level: 'info', message: 'audit sealed', objects, events });
}

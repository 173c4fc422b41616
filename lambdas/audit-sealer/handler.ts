import { sealAudit } from '#app/audit/sealer.ts';
import { StoreEnvironment } from '../environment.ts';
import { log } from '../log.ts';
import { environmentOf } from '../parsed.ts';
import { openStore } from '../platform.ts';
import { schemaGate } from '../schema.ts';

const store = openStore(environmentOf(StoreEnvironment));
const schemaHolds = schemaGate(store);

/** Seals what was recorded since the last time. Any event will do: the schedule says when. */
export async function handler(): Promise<void> {
  await schemaHolds();
  const { objects, events } = await sealAudit(store);
  if (objects > 0) log({ level: 'info', message: 'audit sealed', objects, events });
}

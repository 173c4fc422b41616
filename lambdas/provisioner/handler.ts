import * as z from 'zod';
import { type EnforcedAll, enforceAll, enforceChanges } from '#app/access/enforcement.ts';
import { compareEnforcement, findingText } from '#app/access/enforcement-drift.ts';
import { ProvisionerEnvironment } from '../environment.ts';
import { ProvisionerTaskSchema } from '../events/provisioner-task.ts';
import { StreamSchema } from '../events/stream.ts';
import { log } from '../log.ts';
import { environmentOf, eventOf } from '../parsed.ts';
import { openStore } from '../platform.ts';
import { schemaGate } from '../schema.ts';
import { openEnforcer } from './enforcer.ts';

const environment = environmentOf(ProvisionerEnvironment);
const store = openStore(environment);
const schemaHolds = schemaGate(store);
const enforcer = openEnforcer(environment);

/** Puts those profiles in force that changes of the registry concern, or all, or compares all with what should be. */
export async function handler(event: unknown): Promise<void> {
  const asked = eventOf(z.union([StreamSchema, ProvisionerTaskSchema]), event);
  await schemaHolds();
  if ('Records' in asked) {
    const changes = asked.Records.map(({ dynamodb: { Keys } }) => ({
      partition: Keys.partition.S,
      sort: Keys.sort.S,
    }));
    return tell(await enforceChanges(store, enforcer, changes));
  }
  if (asked.task === 'enforce') return tell(await enforceAll(store, enforcer));
  for (const finding of await compareEnforcement(store, enforcer))
    log({ level: finding.kind === 'drift' ? 'error' : 'warn', message: findingText(finding) });
}

/** Says what was changed. Fails when a profile could not be put in force, so that the event comes again. */
function tell({ changed, failed }: EnforcedAll): void {
  if (changed.length > 0) log({ level: 'info', message: 'profiles put in force', profiles: changed });
  for (const { profile, error } of failed)
    log({ level: 'error', message: 'a profile could not be put in force', profile, error: String(error) });
  if (failed.length > 0) throw new Error(`${failed.length} profiles could not be put in force`);
}

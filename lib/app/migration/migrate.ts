import { audited } from '#app/audit/audited.ts';
import type { Caller } from '#app/caller.ts';
import { everyItem } from '#app/every-item.ts';
import type { Platform, Registry, RegistryItem } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import type { Migration, Step } from './migration.ts';
import { MIGRATIONS } from './migrations.ts';
import { readSchema, SCHEMA_VERSION, schemaFault, writeSchema } from './schema.ts';

/** How far one step of a migration is. */
export type StepProgress = {
  readonly version: number;
  readonly what: string;
  readonly seen: number;
  readonly changed: number;
  readonly done: boolean;
};

const REPORTED_EACH = 1_000;
const ATTEMPTS = 5;

/**
 * Brings what is stored to the schema of this release, one item at a time, and tells the audit. It may be ended at any
 * moment and run again; `dryRun` changes nothing and counts what would be. Returns the schemas before and after. Fails
 * with UNAVAILABLE when what is stored is of a newer release.
 */
export async function migrate(
  platform: Pick<Platform, 'registry' | 'clock' | 'audit' | 'newId'>,
  caller: Pick<Caller, 'user' | 'organisation'>,
  options: { readonly dryRun: boolean; readonly onProgress: (progress: StepProgress) => void },
): Promise<{ readonly from: number; readonly to: number }> {
  const { registry, clock } = platform;
  const from = (await readSchema(registry)) ?? SCHEMA_VERSION;
  if (from > SCHEMA_VERSION) throw new AppError('UNAVAILABLE', schemaFault(from) ?? '');
  for (const migration of MIGRATIONS.filter(({ version }) => version > from)) {
    const work = () => run(platform, migration, options);
    if (options.dryRun) await work();
    else {
      const detail = { change: 'migration', schema: migration.version };
      await audited(platform, caller, 'administration', 'data/schema', detail, async () => {
        await work();
        await writeSchema(registry, clock, migration.version);
      });
    }
  }
  return { from, to: options.dryRun ? from : SCHEMA_VERSION };
}

async function run(
  { registry, clock }: Pick<Platform, 'registry' | 'clock'>,
  { version, prepare }: Migration,
  { dryRun, onProgress }: Parameters<typeof migrate>[2],
): Promise<void> {
  for (const step of await prepare(registry, clock)) {
    const { what } = step;
    let [seen, changed] = [0, 0];
    for await (const partition of step.partitions())
      for await (const item of everyItem(registry, partition)) {
        seen += 1;
        if (dryRun ? step.upgrade(item) !== item.value : await upgrade(registry, step, item)) changed += 1;
        if (seen % REPORTED_EACH === 0) onProgress({ version, what, seen, changed, done: false });
      }
    onProgress({ version, what, seen, changed, done: true });
  }
}

/** Writes the item as the release keeps it, at the version that was read; read again when it has moved meanwhile. */
async function upgrade(registry: Registry, step: Step, first: RegistryItem): Promise<boolean> {
  let item = first;
  for (let attempt = 1; ; attempt++) {
    const value = step.upgrade(item);
    if (value === item.value) return false;
    const { partition, sort, version } = item;
    try {
      if (step.write !== undefined) await step.write(item, value);
      else await registry.transact([{ kind: 'put', partition, sort, value, expected: version }]);
      return true;
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'CONFLICT') || attempt === ATTEMPTS) throw error;
      const moved = await registry.get(partition, sort);
      if (moved === null) return false;
      item = moved;
    }
  }
}

import type { DatasetDefinition } from '#core/model/dataset.ts';
import type { DatasetId } from '#core/model/id.ts';
import { manifestKey } from '#core/model/manifest.ts';
import { LOCAL_REGION, readChain, sealedPrefix } from './audit/chain.ts';
import { chainRegions } from './audit/region.ts';
import { numberOfKey } from './audit/sealed-object.ts';
import { listDefinitions } from './dataset.ts';
import type { Finding } from './doctor.ts';
import { allItems } from './every-item.ts';
import type { Platform, TableVersion } from './ports.ts';
import { currentManifest } from './publication/manifest-store.ts';

/** What decides how questions are answered, and changes rarely enough to be compared item by item. */
const COMPARED = [
  'publication',
  'dataset',
  'profile',
  'profile-enforcement',
  'organisation',
  'stop',
] as const;
/** Files that pages and questions need besides records. */
const BESIDE = ['geography/', 'reference/'] as const;
const MOST_NAMED = 5;

type Region = Pick<Platform, 'registry' | 'objects'> & {
  readonly region: string;
  /** Whether the catalogue is known to have partitions. */
  readonly catalogue: { have(dataset: DatasetId, versions: readonly TableVersion[]): Promise<boolean> };
};

/**
 * Whether a region could take over: by its own copy of the registry, what that names must be there; and where the other region
 * answers, both must have the same. `from` null = it does not answer.
 */
export async function* examineStandby(to: Region, from: Region | null): AsyncIterable<Finding> {
  if (from !== null) {
    yield await compareRegistries(to, from);
    for (const prefix of BESIDE) yield await compareObjects(to, from, prefix);
  }
  for (const definition of await listDefinitions(to)) yield await examineDataset(to, definition);
  for (const region of await chainRegions(to))
    if (region !== LOCAL_REGION) yield await examineChain(to, region);
}

async function compareRegistries(to: Region, from: Region): Promise<Finding> {
  const faults: string[] = [];
  let count = 0;
  for (const partition of COMPARED) {
    const [here, there] = await Promise.all([
      allItems<unknown>(to.registry, partition),
      allItems<unknown>(from.registry, partition),
    ]);
    count += there.length;
    const copies = new Map(here.map(({ sort, value }) => [sort, JSON.stringify(value)]));
    const late = there.filter(({ sort, value }) => copies.get(sort) !== JSON.stringify(value));
    if (late.length > 0) faults.push(`${partition}: ${named(late.map(({ sort }) => sort))} are not the same`);
  }
  return { subject: `the registry: ${count} items of ${from.region}`, faults };
}

async function compareObjects(to: Region, from: Region, prefix: string): Promise<Finding> {
  const [here, there] = await Promise.all([to.objects.list(prefix), from.objects.list(prefix)]);
  const copies = new Set(here);
  const late = there.filter((key) => !copies.has(key));
  const faults = late.length === 0 ? [] : [`not copied: ${named(late)}`];
  return { subject: `${prefix} ${there.length} objects`, faults };
}

async function examineDataset(to: Region, { id }: DatasetDefinition): Promise<Finding> {
  const manifest = await currentManifest(to, id).catch(() => 'missing' as const);
  if (manifest === null) return { subject: `${id}: nothing published`, faults: [] };
  if (manifest === 'missing')
    return { subject: id, faults: ['the manifest of what is published is not copied'] };
  const files = manifest.periods.flatMap((period) => period.files);
  const sizes = await Promise.all(files.map(({ key }) => to.objects.size(key)));
  const late = files.filter(({ bytes }, at) => sizes[at] !== bytes).map(({ key }) => key);
  const faults = late.length === 0 ? [] : [`not copied: ${named(late)}`];
  if (!(await to.catalogue.have(id, manifest.periods)))
    faults.push('its catalogue does not have all that is published yet');
  const what = `${id}: ${files.length} files of ${manifestKey(id, manifest.id)}`;
  return { subject: what, faults };
}

async function examineChain(to: Region, region: string): Promise<Finding> {
  const { chain } = await readChain(to, region);
  const last = chain.head?.number ?? 0;
  const there = new Set((await to.objects.list(sealedPrefix(region))).map((key) => numberOfKey(region, key)));
  const late = Array.from({ length: last }, (_, at) => at + 1).filter((number) => !there.has(number));
  const faults = late.length === 0 ? [] : [`not here: objects ${named(late.map(String))}`];
  return { subject: `the audit of ${region}: ${last} sealed objects`, faults };
}

function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

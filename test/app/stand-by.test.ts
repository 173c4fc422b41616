import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FolderObjectStore } from '#adapters/local/folder-objects.ts';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import { RegistryAuditLog } from '#app/audit/log.ts';
import { sealAudit } from '#app/audit/sealer.ts';
import { examineStandby } from '#app/stand-by.ts';
import { auditEvent } from '../contract/audit.ts';
import { EAST, MADE_CRIME, type Made, made, makePlatform, WEST } from './ingest/made-platform.ts';

const FILE = made(`a,2018-05,Met,${WEST},Theft,1`, `b,2018-05,Met,${EAST},Theft,1`);

/** A primary region in which something is published and sealed, and copies of its registry and its objects. */
let at: Made;
let folder: string;
let registry: LmdbRegistry;
let objects: FolderObjectStore;
let isCatalogued = true;

beforeAll(async () => {
  at = await makePlatform();
  folder = await mkdtemp(join(tmpdir(), 'safestats-standby-'));
  await at.deliver('2018-05-a.csv', FILE);
  await new RegistryAuditLog(at.platform.registry, at.platform.clock, 'eu-west-2').record(auditEvent('one'));
  await sealAudit({ ...at.platform, region: 'eu-west-2' });
  await (at.platform.registry as LmdbRegistry).copyTo(join(folder, 'registry'));
  registry = new LmdbRegistry(join(folder, 'registry'));
  for (const part of ['lake', 'manifest', 'geography', 'audit'])
    await cp(join(at.folder, part), join(folder, part), { recursive: true });
  objects = new FolderObjectStore(folder);
});
afterAll(async () => {
  await registry.close();
  await at.close();
  await rm(folder, { recursive: true, force: true });
});

const second = () => ({
  region: 'eu-west-1',
  registry,
  objects,
  catalogue: { have: async () => isCatalogued },
});
const primary = () => ({
  region: 'eu-west-2',
  registry: at.platform.registry,
  objects: at.platform.objects,
  catalogue: { have: async () => true },
});

async function faults(from: ReturnType<typeof primary> | null): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const one of examineStandby(second(), from)) found.push(...one.faults);
  return found;
}

describe('examineStandby(to, from)', () => {
  it('finds nothing where everything was copied, and says what it looked at', async () => {
    const subjects: string[] = [];
    for await (const { subject, faults: none } of examineStandby(second(), primary())) {
      expect(none).toEqual([]);
      subjects.push(subject.replace(/ \d+ | \S+\.json/g, ' N '));
    }
    expect(subjects).toEqual([
      'the registry: N items of eu-west-2',
      'geography/ N objects',
      'reference/ N objects',
      `${MADE_CRIME.id}: N files of N `,
      'the audit of eu-west-1: N sealed objects',
      'the audit of eu-west-2: N sealed objects',
    ]);
  });

  it('finds what the catalogue has not been told of', async () => {
    isCatalogued = false;
    expect(await faults(null)).toEqual(['its catalogue does not have all that is published yet']);
    isCatalogued = true;
  });

  it('finds what was published since and is not copied, only where the other region answers', async () => {
    await at.deliver('2018-06-a.csv', made(`c,2018-06,Met,${WEST},Theft,1`));
    expect(await faults(primary())).toEqual([`publication: ${MADE_CRIME.id} are not the same`]);
    expect(await faults(null)).toEqual([]);
  });

  it('finds files, boundaries and sealed objects that are not there', async () => {
    const [records = ''] = await objects.list('lake/');
    const [boundaries = ''] = await objects.list('geography/');
    const [sealed = ''] = await objects.list('audit/eu-west-2/');
    await objects.put(records, 'half');
    await objects.delete(boundaries);
    await objects.delete(sealed);
    expect(await faults(primary())).toEqual([
      expect.stringContaining('publication'),
      `not copied: ${boundaries}`,
      `not copied: ${records}`,
      'not here: objects 1',
    ]);
  });
});

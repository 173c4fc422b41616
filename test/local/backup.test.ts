import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sealAudit } from '#app/audit/sealer.ts';
import { verifyAudit } from '#app/audit/verify.ts';
import { currentManifest, readPointer } from '#app/publication/manifest-store.ts';
import { BACKUP_LIST, backUp } from '../../bin/local/backup.ts';
import { restore } from '../../bin/local/restore.ts';
import { openStore, type Store } from '../../bin/local/store.ts';
import { MADE_CRIME, type Made, made, makePlatform, SUPER_ADMIN, WEST } from '../app/ingest/made-platform.ts';

const operator = { user: SUPER_ADMIN.user, organisation: SUPER_ADMIN.organisation };
const code = (value: string, words = '') => ({ code: value, message: expect.stringContaining(words) });

let home: string;
let data: string;
let at: Made;
let store: Store;
let count = 0;
let target: string;
let restored: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'safestats-backup-'));
  data = join(home, 'data');
  at = await makePlatform({ folder: data });
  await at.platform.registry.transact([
    { kind: 'put', partition: 'setting', sort: 'schema', value: { version: 1, at: '' }, expected: null },
  ]);
  await deliver('2018-01');
  store = openStore(data);
});
afterAll(async () => {
  await store.close();
  await at.close();
  await rm(home, { recursive: true, force: true });
});
beforeEach(() => {
  count += 1;
  target = join(home, `backup-${count}`);
  restored = join(home, `restored-${count}`);
});

const deliver = (month: string) =>
  at.deliver(`${month}.csv`, made(`a,${month},Met,${WEST},Theft,1`), {
    command: { from: month, to: month, areas: null },
  });

async function inRestored<Result>(look: (store: Store) => Promise<Result>): Promise<Result> {
  const opened = openStore(restored);
  try {
    return await look(opened);
  } finally {
    await opened.close();
  }
}

describe('backUp(store, caller, target)', () => {
  it('gives a copy from which everything is restored, but what lies in drop folders', async () => {
    await mkdir(join(data, 'ingest', 'made'), { recursive: true });
    await writeFile(join(data, 'ingest', 'made', 'half'), 'half of a file');
    await backUp(store, operator, target);
    expect(await readdir(join(target, 'registry'))).toEqual(['data.mdb']);
    await restore(target, restored);
    expect(existsSync(join(restored, 'ingest'))).toBe(false);
    const before = await currentManifest(store, MADE_CRIME.id);
    await inRestored(async (opened) => {
      expect(await currentManifest(opened, MADE_CRIME.id)).toEqual(before);
      expect((await verifyAudit(opened)).state).toBe('whole');
    });
  });

  it('is told to the audit, before and after', async () => {
    await backUp(store, operator, target);
    await sealAudit(store);
    const keys = (await store.objects.list('audit/')).slice(-1);
    const text = Buffer.from((await store.objects.get(keys[0] ?? '')) ?? []).toString();
    expect(text.match(/"object":"data\/backup"/g)?.length).toBeGreaterThanOrEqual(2);
  });

  it('is that of one moment, though a delivery is published and the audit sealed around it', async () => {
    const moving: Store = {
      ...store,
      copyRegistry: async (to) => {
        await deliver('2018-02');
        await sealAudit(store);
        await store.copyRegistry(to);
        await deliver('2018-03');
        await sealAudit(store);
      },
    };
    await backUp(moving, operator, target);
    await restore(target, restored);
    const months = await inRestored(async (opened) => {
      expect((await verifyAudit(opened)).state).toBe('whole');
      return (await currentManifest(opened, MADE_CRIME.id))?.deliveries.length;
    });
    expect(months).toBe(2);
    expect((await currentManifest(store, MADE_CRIME.id))?.deliveries.length).toBe(3);
  });

  it('refuses a target that is there, and one inside the data folder', async () => {
    await mkdir(target);
    await expect(backUp(store, operator, target)).rejects.toMatchObject(code('CONFLICT', 'there already'));
    await expect(backUp(store, operator, join(data, 'copy'))).rejects.toMatchObject(
      code('CONFLICT', 'inside'),
    );
  });

  it('fails with UNAVAILABLE and leaves nothing when what a publication consists of is not there', async () => {
    const damaged = join(home, `damaged-${count}`);
    await cp(data, damaged, { recursive: true });
    const opened = openStore(damaged);
    const { pointer } = await readPointer(opened, MADE_CRIME.id);
    await opened.objects.delete(`manifest/${MADE_CRIME.id}/${pointer?.manifest}.json`);
    await expect(backUp(opened, operator, target)).rejects.toMatchObject(
      code('UNAVAILABLE', 'its manifest is missing'),
    );
    await opened.close();
    expect((await readdir(home)).filter((name) => name.startsWith(`backup-${count}`))).toEqual([]);
  });
});

describe('restore(backup, data)', () => {
  async function listed(): Promise<{ files: Record<string, { bytes: number; sha256: string }> }> {
    return JSON.parse(await readFile(join(target, BACKUP_LIST), 'utf8'));
  }

  it('refuses a folder that has something in it, and takes an empty one', async () => {
    await backUp(store, operator, target);
    await mkdir(restored);
    await writeFile(join(restored, 'mine'), '');
    await expect(restore(target, restored)).rejects.toMatchObject(code('CONFLICT', 'not empty'));
    expect(await readdir(restored)).toEqual(['mine']);
    await rm(join(restored, 'mine'));
    await restore(target, restored);
    expect(await readdir(restored)).toContain('registry');
  });

  it('refuses what is no finished backup', async () => {
    await expect(restore(home, restored)).rejects.toMatchObject(code('NOT_FOUND', 'no finished backup'));
  });

  it('refuses a backup of which a file was changed, taken out or put in, and leaves nothing', async () => {
    await backUp(store, operator, target);
    const [lake = ''] = Object.keys((await listed()).files).filter((path) => path.startsWith('lake/'));
    const whole = await readFile(join(target, lake));
    const changed = Buffer.from(whole);
    changed[10] = (changed[10] ?? 0) ^ 1;
    const refused = async (words: string) => {
      await expect(restore(target, restored)).rejects.toMatchObject(code('UNAVAILABLE', words));
      expect((await readdir(home)).filter((name) => name.startsWith(`restored-${count}`))).toEqual([]);
    };
    await writeFile(join(target, lake), changed);
    await refused('its sha256 differs');
    await rm(join(target, lake));
    await refused('is missing');
    await writeFile(join(target, lake), whole);
    await writeFile(join(target, 'lake', 'more'), '');
    await refused('is not in its list');
  });

  it('refuses a list that names a file outside, or that cannot be read', async () => {
    await backUp(store, operator, target);
    const list = await listed();
    for (const path of ['../escaped', 'lake/../../escaped', '/escaped', 'a\\b']) {
      const files = { ...list.files, [path]: { bytes: 0, sha256: '0'.repeat(64) } };
      await writeFile(join(target, BACKUP_LIST), JSON.stringify({ ...list, files }));
      await expect(restore(target, restored), path).rejects.toMatchObject(
        code('UNAVAILABLE', 'cannot be read'),
      );
    }
    await writeFile(join(target, BACKUP_LIST), '{');
    await expect(restore(target, restored)).rejects.toMatchObject(code('UNAVAILABLE'));
  });
});

import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FolderObjectStore } from '#adapters/local/folder-objects.ts';
import { objectsContract } from '../contract/objects.ts';

async function folder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'safestats-objects-'));
}

objectsContract('FolderObjectStore', async () => {
  const path = await folder();
  return { subject: new FolderObjectStore(path), dispose: () => rm(path, { recursive: true }) };
});

describe('FolderObjectStore(root)', () => {
  it('follows no symbolic link out of its folder', async () => {
    const path = await folder();
    const outside = await folder();
    await writeFile(join(outside, 'secret'), 'secret');
    const objects = new FolderObjectStore(path);
    await symlink(outside, join(path, 'folder'));
    await symlink(join(outside, 'secret'), join(path, 'file'));
    expect(await objects.get('folder/secret')).toBeNull();
    expect(await objects.get('file')).toBeNull();
    expect(await objects.list('')).toEqual([]);
    await expect(objects.put('folder/new', 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await objects.delete('folder/secret');
    await objects.deleteAll('folder/');
    expect(await readdir(outside)).toEqual(['secret']);
    await objects.put('file', 'mine');
    expect(Buffer.from((await objects.get('file')) ?? []).toString()).toBe('mine');
    await rm(path, { recursive: true });
    await rm(outside, { recursive: true });
  });

  it('offers neither the registry nor its temporary files', async () => {
    const path = await folder();
    await mkdir(join(path, 'registry'));
    await writeFile(join(path, 'registry', 'data.mdb'), 'x');
    const objects = new FolderObjectStore(path);
    expect(await objects.list('')).toEqual([]);
    await expect(objects.get('registry/data.mdb')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await rm(path, { recursive: true });
  });

  it('says in words that the disk is full, and leaves nothing half written', async () => {
    const path = await folder();
    async function* body() {
      yield Buffer.from('half');
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    }
    await expect(new FolderObjectStore(path).putStream('a/b', body())).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: 'the disk of the data folder is full: make room, then try again',
    });
    expect(await readdir(join(path, '.tmp'))).toEqual([]);
    await rm(path, { recursive: true });
  });

  it('removes what a killed process left half written, after a day', async () => {
    const path = await folder();
    const objects = new FolderObjectStore(path);
    await writeFile(join(path, '.tmp', 'half'), 'x');
    expect(await objects.removeAbandoned(new Date())).toBe(0);
    expect(await objects.removeAbandoned(new Date(Date.now() + 25 * 60 * 60_000))).toBe(1);
    expect(await readdir(join(path, '.tmp'))).toEqual([]);
    await rm(path, { recursive: true });
  });

  it('leaves no temporary file and no empty folder behind', async () => {
    const path = await folder();
    const objects = new FolderObjectStore(path);
    await objects.put('a/b/c', 'x');
    await objects.put('a/b/c', 'y', { ifAbsent: true }).catch(() => null);
    await objects.deleteAll('a/');
    expect(await readdir(path)).toEqual(['.tmp']);
    expect(await readdir(join(path, '.tmp'))).toEqual([]);
    await rm(path, { recursive: true });
  });
});

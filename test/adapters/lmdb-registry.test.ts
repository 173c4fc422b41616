import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import { registryContract } from '../contract/registry.ts';

const writer = fileURLToPath(new URL('../support/registry-writer.ts', import.meta.url));

async function folder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'safestats-registry-'));
}

registryContract('LmdbRegistry', async () => {
  const path = await folder();
  const registry = new LmdbRegistry(path);
  return {
    subject: { registry, again: async () => new LmdbRegistry(path) },
    dispose: async () => {
      await registry.close();
      await rm(path, { recursive: true });
    },
  };
});

describe('LmdbRegistry(folder)', () => {
  it('keeps every write that was acknowledged before the process was killed', async () => {
    const path = await folder();
    const child = spawn(process.execPath, ['--import', 'tsx', writer, path, 'append'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let acknowledged = '';
    child.stdout.on('data', (chunk: Buffer) => {
      acknowledged += chunk.toString();
      if (acknowledged.split('\n').length > 200) child.kill('SIGKILL');
    });
    await new Promise((resolve) => child.on('close', resolve));
    const last = Number(acknowledged.trimEnd().split('\n').at(-1));
    const registry = new LmdbRegistry(path);
    const items = await registry.list<number>('written', { limit: 1_000_000 });
    expect(items.length).toBeGreaterThanOrEqual(last);
    await registry.close();
    await rm(path, { recursive: true });
  });

  it('loses no increment when two processes count in one item', async () => {
    const path = await folder();
    const run = () =>
      new Promise((resolve) =>
        spawn(process.execPath, ['--import', 'tsx', writer, path, 'count'], { stdio: 'inherit' }).on(
          'close',
          resolve,
        ),
      );
    expect(await Promise.all([run(), run()])).toEqual([0, 0]);
    const registry = new LmdbRegistry(path);
    expect((await registry.get('shared', 'counter'))?.value).toBe(200);
    await registry.close();
    await rm(path, { recursive: true });
  });
});

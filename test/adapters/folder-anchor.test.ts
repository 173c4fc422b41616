import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FolderAnchor } from '#adapters/local/folder-anchor.ts';
import type { KnownHead } from '#app/audit/anchor.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safestats-anchor-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('FolderAnchor loses no head to half a line that a full disk has left', async () => {
  const anchor = new FolderAnchor(folder);
  const tell = (number: number) =>
    anchor.publish('local', { number, hash: String(number).repeat(64), at: '2026-03-01T12:00:00.000Z' });
  await tell(1);
  const [file = ''] = await readdir(folder);
  await appendFile(join(folder, file), '{"region":"local","num');
  await tell(2);
  const heads: KnownHead[] = [];
  for await (const head of anchor.heads('local')) heads.push(head);
  expect(heads.map(({ number }) => number)).toEqual([1, 2]);
});

import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileAuditLog } from '#adapters/local/file-audit.ts';
import { auditContract, auditEvent } from '../contract/audit.ts';

const clock = () => new Date('2026-03-01T23:59:59.500Z');
const fileOf = (path: string, day = '2026/03/01') => join(path, 'audit/local', day, 'events.jsonl');

async function folder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'safestats-audit-'));
}

async function lines(file: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const text = await readFile(file, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

auditContract('FileAuditLog', async () => {
  const path = await folder();
  const logs: FileAuditLog[] = [];
  const make = async () => {
    const log = new FileAuditLog(path, clock);
    logs.push(log);
    return log;
  };
  return {
    subject: { audit: await make(), again: make, read: () => lines(fileOf(path)) },
    dispose: async () => {
      for (const log of logs) await log.close();
      await rm(path, { recursive: true });
    },
  };
});

describe('FileAuditLog(folder)', () => {
  it('starts a new file with each UTC day', async () => {
    const path = await folder();
    let now = clock();
    const log = new FileAuditLog(path, () => now);
    await log.record(auditEvent('1'));
    now = new Date('2026-03-02T00:00:00Z');
    await log.record(auditEvent('2'));
    await log.close();
    expect(await lines(fileOf(path))).toHaveLength(1);
    expect(await lines(fileOf(path, '2026/03/02'))).toMatchObject([{ effect: '2', sequence: 2 }]);
    await rm(path, { recursive: true });
  });

  it('does not glue a line to the half line of a process that was killed', async () => {
    const path = await folder();
    const first = new FileAuditLog(path, clock);
    await first.record(auditEvent('1'));
    await first.close();
    await appendFile(fileOf(path), '{"at":"2026-');
    const second = new FileAuditLog(path, clock);
    await second.record(auditEvent('2'));
    await second.close();
    const text = await readFile(fileOf(path), 'utf8');
    expect(text.split('\n').map((line) => line.slice(0, 12))).toEqual([
      '{"at":"2026-',
      '{"at":"2026-',
      '{"at":"2026-',
      '',
    ]);
    await rm(path, { recursive: true });
  });

  it('fails when the event cannot be written', async () => {
    const path = await folder();
    await appendFile(join(path, 'audit'), 'in the way');
    const log = new FileAuditLog(path, clock);
    await expect(log.record(auditEvent('1'))).rejects.toThrow();
    expect(await readdir(path)).toEqual(['audit']);
    await rm(path, { recursive: true });
  });
});

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROWS = 60_000;
const PASSWORD = 'browser-test-password';

/**
 * Starts the product as `npm start` does, in a new folder, and waits until its demonstration is in. With SAFESTATS_URL
 * set, the server that is there is tested instead.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['SAFESTATS_URL'] !== undefined) return undefined;
  const data = await mkdtemp(join(tmpdir(), 'safestats-e2e-'));
  const port = await freePort();
  process.env['SAFESTATS_URL'] = `http://localhost:${port}`;
  process.env['SAFESTATS_DEMO_PASSWORD'] = PASSWORD;
  const server = spawn(
    process.execPath,
    ['--import', 'tsx', 'bin/local.ts', '--port', String(port), '--data', data, '--rows', String(ROWS)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: server.stdout }).on('line', (line) => {
      if (line.startsWith('Everything is in')) resolve();
    });
    void ended.then(() => reject(new Error('the server ended before its demonstration was in')));
  });
  return async () => {
    server.kill('SIGTERM');
    await ended;
    await rm(data, { recursive: true, force: true });
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });
}

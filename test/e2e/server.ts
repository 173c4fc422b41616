import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROWS = 60_000;
const PASSWORD = 'browser-test-password';

/** One for each worker of the tests, so that what one test changes no other sees meanwhile. */
const SERVERS = 2;

/**
 * Starts the product as `npm start` does, in new folders, and waits until its demonstrations are in. With SAFESTATS_URL
 * set, the server that is there is tested instead.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['SAFESTATS_URL'] !== undefined) return undefined;
  process.env['SAFESTATS_DEMO_PASSWORD'] = PASSWORD;
  const servers = await Promise.all(Array.from({ length: SERVERS }, start));
  process.env['SAFESTATS_URL'] = servers.map(({ url }) => url).join(' ');
  return async () => {
    await Promise.all(servers.map(({ stop }) => stop()));
  };
}

async function start(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const data = await mkdtemp(join(tmpdir(), 'safestats-e2e-'));
  const port = await freePort();
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
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
    await rm(data, { recursive: true, force: true });
  };
  return { url: `http://localhost:${port}`, stop };
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

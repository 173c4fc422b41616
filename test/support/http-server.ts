import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { ForkedDeliveryWorker } from '#adapters/duckdb/ingest/forked-worker.ts';
import { FolderObjectStore } from '#adapters/local/folder-objects.ts';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import { setPassword } from '#adapters/oidc/credentials.ts';
import { addFirstProfiles } from '#app/access/first-profiles.ts';
import { RegistryAuditLog } from '#app/audit/log.ts';
import { makeIngest } from '#app/ingest/ingest.ts';
import { requireSchema } from '#app/migration/schema.ts';
import { addDemoPeople } from '#app/people.ts';
import type { IngestPlatform, Platform, QueryEngine } from '#app/ports.ts';
import type { LogLine } from '#http/log.ts';
import { GeographyImports } from '../../bin/local/geography-imports.ts';
import { type ServerOptions, startServer } from '../../bin/local/server.ts';

export const PASSWORD = 'correct horse battery staple';

export type TestServer = {
  readonly origin: string;
  readonly platform: IngestPlatform;
  /** Settles when every delivery has been processed. */
  idle(): Promise<void>;
  readonly folder: string;
  /** Lines of the technical log so far. */
  readonly lines: readonly LogLine[];
  /** Moves the platform's clock, in milliseconds. */
  shift(milliseconds: number): void;
  /** Stops answering, and keeps everything for another server on the same data. */
  stop(): Promise<void>;
  close(): Promise<void>;
};

/** The whole local server on a free port and a folder of its own, with the demonstration accounts. */
export async function startTestServer(
  engineOf: (root: string) => QueryEngine = () => noEngine,
  rates: Pick<ServerOptions, 'requestRate' | 'tokenRate'> = {},
): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'safestats-http-'));
  const webRoot = join(folder, 'web');
  await mkdir(join(webRoot, 'assets'), { recursive: true });
  await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>SafeStats</title>');
  await writeFile(join(webRoot, 'assets', 'main-abc123.js'), `export const text = '${'x'.repeat(2000)}';`);
  const lines: LogLine[] = [];
  let shifted = 0;
  const registry = new LmdbRegistry(join(folder, 'data', 'registry'));
  const clock = () => new Date(Date.now() + shifted);
  const audit = new RegistryAuditLog(registry, clock);
  const base: Platform = {
    registry,
    objects: new FolderObjectStore(join(folder, 'data')),
    engine: engineOf(join(folder, 'data')),
    audit,
    clock,
    newId: () => ulid(),
  };
  const ingest = makeIngest(base, new ForkedDeliveryWorker(join(folder, 'data')));
  const { platform } = ingest;
  await requireSchema(registry, clock);
  await addFirstProfiles(registry, base.clock);
  for (const user of await addDemoPeople(registry)) await setPassword(registry, user.id, PASSWORD);
  const imports = new GeographyImports(join(folder, 'data'), platform, (line) => lines.push(line));
  const server = await startServer({
    platform,
    submitImport: (id) => imports.submit(id),
    port: 0,
    webRoot,
    version: '0.0.0-test',
    log: (line) => lines.push(line),
    requestRate: { perSecond: 1_000, burst: 10_000 },
    tokenRate: { perSecond: 1_000, burst: 10_000 },
    ...rates,
  });
  return {
    origin: server.origin,
    platform,
    idle: () => ingest.idle(),
    folder,
    lines,
    shift: (milliseconds) => {
      shifted += milliseconds;
    },
    stop: () => server.close(),
    close: async () => {
      await server.close();
      await imports.close();
      await ingest.close();
      await platform.engine.close();
      await audit.close();
      await registry.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const noEngine: QueryEngine = {
  start: () => Promise.reject(new Error('this test has no engine')),
  status: () => Promise.reject(new Error('this test has no engine')),
  page: () => Promise.reject(new Error('this test has no engine')),
  cancel: async () => {},
  close: async () => {},
};

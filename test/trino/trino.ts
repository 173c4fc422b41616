import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStatement, type TrinoResult } from './client.ts';
import type { Installation } from './release.ts';

const START_MS = 120_000;
/** Athena's own bound on a statement, in bytes (Trino counts characters); the default here would be a million. */
const STATEMENT_CHARACTERS = 262_144;

/** From this release on, `file://` has to be switched on. */
const HADOOP_FILES_ASKED_FOR = 458;
const VECTOR_FLAGS = ['--add-modules=jdk.incubator.vector', '--enable-native-access=ALL-UNNAMED'];

/** A Trino of one node over the local file system, with one catalogue `lake` and in it one schema `safestats`. */
export type Trino = {
  readonly url: string;
  query(sql: string): Promise<TrinoResult>;
  close(): Promise<void>;
};

/** Whether a release reads tables of Glue over files in S3, both at an address of their own. */
export function readsGlue({ version }: Pick<Installation, 'version'>): boolean {
  return version >= HADOOP_FILES_ASKED_FOR;
}

/**
 * Starts a server on a free port of 127.0.0.1; files are `file://` and their absolute path. With the address of an AWS
 * emulator it has a second catalogue, `awsdatacatalog`: that of Glue there. Gone after `close`.
 */
export async function startTrino(installation: Installation, aws: string | null = null): Promise<Trino> {
  const folder = await mkdtemp(join(tmpdir(), 'safestats-trino-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await configure(installation.version, folder, port);
  if (aws !== null) await writeFile(join(folder, 'catalog', 'awsdatacatalog.properties'), glueCatalogue(aws));
  const log = join(folder, 'server.log');
  const server = launch(installation, folder, log);
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const kill = () => server.kill('SIGKILL');
  process.once('exit', kill);
  const close = async () => {
    process.off('exit', kill);
    server.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilStarted(server, log);
    const query = (sql: string) => runStatement(url, sql);
    await query('CREATE SCHEMA safestats');
    await query('CREATE TABLE ready AS SELECT 1 AS one');
    return { url, query, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function configure(version: number, folder: string, port: number): Promise<void> {
  await mkdir(join(folder, 'catalog'));
  await mkdir(join(folder, 'metastore'));
  const server = {
    coordinator: 'true',
    'node-scheduler.include-coordinator': 'true',
    'http-server.http.port': port,
    'discovery.uri': `http://127.0.0.1:${port}`,
    'node.internal-address': '127.0.0.1',
    'catalog.config-dir': join(folder, 'catalog'),
    'query.max-length': STATEMENT_CHARACTERS,
  };
  const lake = {
    'connector.name': 'hive',
    'hive.metastore': 'file',
    'hive.metastore.catalog.dir': `file://${join(folder, 'metastore')}`,
    ...(version >= HADOOP_FILES_ASKED_FOR ? { 'fs.hadoop.enabled': 'true' } : {}),
    'hive.non-managed-table-writes-enabled': 'true',
    'hive.allow-register-partition-procedure': 'true',
  };
  await writeFile(join(folder, 'config.properties'), properties(server));
  await writeFile(join(folder, 'catalog', 'lake.properties'), properties(lake));
}

function glueCatalogue(address: string): string {
  const region = 'eu-west-2';
  return properties({
    'connector.name': 'hive',
    'hive.metastore': 'glue',
    'hive.metastore.glue.region': region,
    'hive.metastore.glue.endpoint-url': address,
    'hive.metastore.glue.aws-access-key': 'testing',
    'hive.metastore.glue.aws-secret-key': 'testing',
    'fs.native-s3.enabled': 'true',
    's3.endpoint': address,
    's3.region': region,
    's3.path-style-access': 'true',
    's3.aws-access-key': 'testing',
    's3.aws-secret-key': 'testing',
  });
}

function properties(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

function launch(installation: Installation, folder: string, log: string): ChildProcess {
  const server = spawn(
    installation.java,
    [
      '-Xmx2g',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      ...(installation.version >= HADOOP_FILES_ASKED_FOR ? VECTOR_FLAGS : []),
      '-Dnode.environment=test',
      '-Dnode.id=test',
      `-Dnode.data-dir=${join(folder, 'data')}`,
      `-Dconfig=${join(folder, 'config.properties')}`,
      `-Dplugin.dir=${join(installation.home, 'plugin')}`,
      '-cp',
      join(installation.home, 'lib', '*'),
      'io.trino.server.TrinoServer',
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output = createWriteStream(log);
  server.stdout.pipe(output, { end: false });
  server.stderr.pipe(output, { end: false });
  return server;
}

async function untilStarted(server: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    const text = await readFile(log, 'utf8').catch(() => '');
    if (text.includes('SERVER STARTED')) return;
    if (server.exitCode !== null || Date.now() > deadline) {
      const errors = text.split('\n').filter((line) => line.includes('ERROR'));
      throw new Error(`Trino did not start: ${errors.join('\n').slice(0, 2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
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

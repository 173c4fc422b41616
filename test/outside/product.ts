import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Ports apart from those that the demonstration and the browser tests use. */
let nextPort = 4300 + (process.pid % 600);

/** The product as a user has it: its commands, its drop folders, its API. */
export type Product = {
  readonly folder: string;
  /** `npm run ops -- …` on this data folder; what it printed. */
  ops(...args: readonly string[]): Promise<string>;
  /** Starts the server without demonstration data; needed for the drop folders and the API. */
  serve(): Promise<void>;
  /** A request as the demonstration account of this role, answered with JSON unless told otherwise. */
  request(path: string, init?: RequestInit & { readonly as?: string }): Promise<Response>;
  json<Body>(path: string, init?: RequestInit & { readonly as?: string }): Promise<Body>;
  /** Drops a file, with its manifest if one is given, and waits for its report. */
  drop(agency: string, dataset: string, file: string, manifest?: unknown): Promise<DroppedReport>;
  close(): Promise<void>;
};

export type Counts = {
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly duplicate: number;
};
export type DeliveryItem = {
  readonly number: number;
  readonly fileName: string;
  readonly state: string;
  readonly faults: readonly unknown[];
  readonly report:
    | (Counts & { readonly replaced: number; readonly byMonth: Readonly<Record<string, number>> })
    | null;
};
export type DroppedReport = DeliveryItem;

/**
 * A data folder with dataset definitions and the real boundaries of boroughs and LSOAs, made once for all tests; or,
 * where there are none, with those of the demonstration.
 */
export async function makeTemplate(boundaries: string | null): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'safestats-outside-'));
  await ops(folder, ['bootstrap']);
  if (boundaries === null) {
    await ops(folder, ['geography', 'demo']);
    return folder;
  }
  await ops(folder, [
    'geography',
    'import',
    '--level',
    'borough',
    '--vintage',
    '2022',
    join(boundaries, 'lad22/london-2021-lad22-gen20.shp'),
  ]);
  await ops(folder, [
    'geography',
    'import',
    '--level',
    'lsoa',
    '--vintage',
    '2021',
    join(boundaries, 'lsoa21/london-2021-lsoa-gen20.shp'),
  ]);
  return folder;
}

/** A product on a copy of the template. */
export async function openProduct(template: string): Promise<Product> {
  const folder = mkdtempSync(join(tmpdir(), 'safestats-outside-'));
  cpSync(template, folder, { recursive: true });
  const port = nextPort++;
  const tokens = new Map<string, string>();
  let server: ChildProcess | null = null;

  const token = async (role: string): Promise<string> => {
    const known = tokens.get(role);
    if (known !== undefined) return known;
    const printed = await ops(folder, [
      'token',
      '--as',
      `${role}@safestats.local`,
      '--minutes',
      '600',
      '--port',
      String(port),
    ]);
    const fresh = printed.trim().split('\n').at(-1) ?? '';
    tokens.set(role, fresh);
    return fresh;
  };
  const request: Product['request'] = async (path, { as = 'super-admin', ...init } = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${await token(as)}`);
    if (init.body !== undefined && !headers.has('content-type'))
      headers.set('content-type', 'application/json');
    return fetch(`http://localhost:${port}${path}`, { redirect: 'manual', ...init, headers });
  };
  const json: Product['json'] = async (path, init) => {
    const answer = await request(path, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${init?.method ?? 'GET'} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  };
  return {
    folder,
    ops: (...args) => ops(folder, args),
    request,
    json,
    async serve() {
      server = spawn(
        'node',
        [
          '--import',
          'tsx',
          'bin/local.ts',
          '--empty',
          '--demo-accounts',
          '--data',
          folder,
          '--port',
          String(port),
        ],
        {
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
      await until('the server answers', 120_000, async () => {
        const health = await fetch(`http://localhost:${port}/health`, {
          signal: AbortSignal.timeout(2_000),
        }).catch(() => null);
        return health?.ok === true ? true : null;
      });
    },
    async drop(agency, dataset, file, manifest) {
      const into = join(folder, 'ingest', agency, dataset);
      mkdirSync(into, { recursive: true });
      const path = join(into, basename(file));
      copyFileSync(file, path);
      if (manifest !== undefined) writeFileSync(`${path}.manifest.json`, JSON.stringify(manifest));
      return until(`a report of ${basename(file)}`, 300_000, async () =>
        existsSync(`${path}.report.json`)
          ? (JSON.parse(readFileSync(`${path}.report.json`, 'utf8')) as DroppedReport)
          : null,
      );
    },
    async close() {
      if (server !== null && server.exitCode === null) {
        const ended = new Promise((resolve) => server?.once('exit', resolve));
        server.kill('SIGTERM');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ops(folder: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run('node', ['--import', 'tsx', 'bin/ops.ts', ...args, '--data', folder], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

async function until<Value>(
  what: string,
  timeoutMs: number,
  look: () => Promise<Value | null>,
): Promise<Value> {
  const end = Date.now() + timeoutMs;
  while (Date.now() < end) {
    const found = await look();
    if (found !== null) return found;
    await sleep(250);
  }
  throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
}

import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ForkedDeliveryWorker } from '#adapters/duckdb/ingest/forked-worker.ts';
import { isRunning } from '#adapters/duckdb/ingest/work-folder.ts';
import { DropFolder } from '#adapters/local/drop-folder.ts';
import { listDeliveries } from '#app/ingest/deliveries.ts';
import { resumeDeliveries } from '#app/ingest/resume.ts';
import { currentManifest, listPublications } from '#app/publication/manifest-store.ts';
import { STEPS } from '#core/ingest/step.ts';
import type { Manifest } from '#core/model/manifest.ts';
import {
  EAST,
  MADE_CRIME,
  type Made,
  made,
  makePlatform,
  SUPER_ADMIN,
  WEST,
} from '#test/app/ingest/made-platform.ts';
import { bundlePrograms } from '#test/support/bundle.ts';
import { LEASE_MS } from './lease.ts';

const MOMENTS = Number(process.env['KILL_MOMENTS'] ?? 200);
const SEED = Number(process.env['KILL_SEED'] ?? 20_180_501);
const DATASET = MADE_CRIME.id;
const ROWS = 400;

/** Rows of December and January: two years change at once. `round` makes their content differ. */
function file(round: number): string {
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const month = i % 2 === 0 ? '2017-12' : '2018-01';
    return `k${round}-${i - (i % 9 === 8 ? 6 : 0)},${month},Met,${i % 3 === 0 ? WEST : EAST},Theft,${i % 50 === 7 ? 'x' : round}`;
  });
  return made(...rows);
}

type Candidate = { readonly child: ChildProcess; readonly worker: number };

const WORKER = join(import.meta.dirname, '../../lib/adapters/duckdb/ingest/worker-process.ts');

let programs: string;
let home: string;
let template: string;
let live: string;
let worker: ForkedDeliveryWorker;
let old: Manifest;

beforeAll(async () => {
  programs = await bundlePrograms([join(import.meta.dirname, 'subject.ts'), WORKER]);
  home = await mkdtemp(join(tmpdir(), 'safestats-kill-'));
  template = join(home, 'template');
  live = join(home, 'live');
  await mkdir(template);
  const at = await makePlatform({ folder: template });
  await at.deliver('first.csv', file(1), { command: { from: '2017-12', to: '2018-01', areas: null } });
  old = await published(at);
  await at.close();
  const drop = join(template, 'ingest', 'made', DATASET);
  await mkdir(drop, { recursive: true });
  await writeFile(join(drop, 'second.csv'), file(2));
  const covers = { from: '2017-12', to: '2018-01', areas: null };
  await writeFile(join(drop, 'second.csv.manifest.json'), JSON.stringify({ covers, rows: ROWS }));
  await reset();
  worker = new ForkedDeliveryWorker(live);
});

afterAll(async () => {
  await worker.close();
  for (const folder of [home, programs]) await rm(folder, { recursive: true, force: true });
});

async function reset(): Promise<void> {
  await rm(live, { recursive: true, force: true });
  await cp(template, live, { recursive: true });
}

async function published(at: Made): Promise<Manifest> {
  const manifest = await currentManifest(at.platform, DATASET);
  if (manifest === null) throw new Error('nothing is published');
  return manifest;
}

async function getReady(killAt = ''): Promise<Candidate> {
  const child = fork(join(programs, 'subject.mjs'), [live, killAt]);
  const failed = once(child, 'exit').then(() => {
    throw new Error('the process to be killed did not start');
  });
  const [{ ready }] = (await Promise.race([once(child, 'message'), failed])) as [{ ready: number }];
  failed.catch(() => undefined);
  return { child, worker: ready };
}

/** Tells the child to begin and waits until it and its worker are gone, killed after `ms` or by itself. */
async function runAndKill({ child, worker: pid }: Candidate, ms: number | null): Promise<void> {
  const ended = once(child, 'exit');
  const begun = performance.now();
  child.send('go');
  const done = new Promise<void>((resolve) => child.once('message', () => resolve()));
  if (ms !== null) setTimeout(() => child.kill('SIGKILL'), ms - (performance.now() - begun));
  await Promise.race([ended, done]);
  child.kill('SIGKILL');
  await ended;
  while (await isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The publication is whole, whichever it is: every file is there with the bytes that the manifest names. */
async function expectWhole(manifest: Manifest): Promise<void> {
  expect(manifest.rows).toBe(manifest.deliveries.reduce((sum, { live: rows }) => sum + rows, 0));
  for (const { key, sha256 } of manifest.periods.flatMap(({ files }) => files)) {
    expect(
      createHash('sha256')
        .update(await readFile(join(live, key)))
        .digest('hex'),
    ).toBe(sha256);
  }
}

async function expectNoOrphan(at: Made): Promise<void> {
  const history = await listPublications(at.platform, DATASET);
  const manifests = await at.platform.objects.list(`manifest/${DATASET}/`);
  expect(manifests).toHaveLength(history.length);
  const named = new Set<string>();
  for (const key of manifests) {
    const manifest = JSON.parse(await readFile(join(live, key), 'utf8')) as Manifest;
    for (const { key: part } of manifest.periods.flatMap(({ files }) => files)) named.add(part);
  }
  expect((await at.platform.objects.list('lake/')).filter((key) => !named.has(key))).toEqual([]);
  const numbers = (await listDeliveries(at.platform, SUPER_ADMIN, DATASET)).map(({ number }) => number);
  for (const top of ['received', 'deliveries']) {
    const kept = await at.platform.objects.list(`${top}/${DATASET}/`);
    expect(kept.filter((key) => !numbers.includes(Number(key.split('/')[2])))).toEqual([]);
  }
  expect((await readdir(join(live, '.tmp'))).filter((name) => name.startsWith('ingest-'))).toEqual([]);
}

/** After a kill: the old or the new publication stands; what a restart makes of it is the new one, and nothing else. */
async function expectRecovery(): Promise<'old' | 'new'> {
  const at = await makePlatform({ folder: live, worker: keepOpen(worker), process: { leaseMs: LEASE_MS } });
  try {
    const found = await published(at);
    await expectWhole(found);
    const state = found.id === old.id ? 'old' : 'new';
    if (state === 'old') expect(found).toEqual(old);
    await resumeDeliveries(at.ingest.platform, { leaseMs: LEASE_MS, receivingMs: 0 });
    await new DropFolder(live, at.ingest.platform, { settleMs: 0 }).scan();
    await at.ingest.idle();
    await expectNew(at);
    return state;
  } finally {
    await at.close();
  }
}

async function expectNew(at: Made): Promise<void> {
  const manifest = await published(at);
  await expectWhole(manifest);
  const rows = file(2).trim().split('\n').slice(1);
  const good = rows.filter((row) => !row.endsWith('x'));
  const rejected = rows.length - good.length;
  const duplicate = good.length - new Set(good).size;
  expect(duplicate).toBeGreaterThan(0);
  expect(manifest.deliveries.map(({ live: rows }) => rows).reduce((a, b) => a + b)).toBe(manifest.rows);
  const deliveries = await listDeliveries(at.platform, SUPER_ADMIN, DATASET);
  const later = deliveries.filter(({ number }) => number > 1);
  const came = later.filter(({ state }) => state === 'published');
  expect(later.every(({ state }) => state === 'published' || state === 'unchanged')).toBe(true);
  expect(came).toHaveLength(1);
  expect(came[0]?.report).toMatchObject({
    rows: ROWS,
    rejected,
    duplicate,
    accepted: ROWS - rejected - duplicate,
  });
  expect(manifest.deliveries.map(({ live: rows }) => rows)).toEqual([0, ROWS - rejected - duplicate]);
  const left = (await readdir(join(live, 'ingest', 'made', DATASET))).sort();
  expect(left).toEqual(['second.csv.report.json']);
  await expectNoOrphan(at);
}

/** The worker of all the checks outlives each of them. */
function keepOpen(forked: ForkedDeliveryWorker) {
  return {
    stage: forked.stage.bind(forked),
    relocate: forked.relocate.bind(forked),
    compose: forked.compose.bind(forked),
    close: async () => undefined,
  };
}

/** Numbers from 0 to 1 that a seed alone decides (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('a process that is killed in the middle of a delivery', () => {
  it.each(STEPS)(
    'leaves the old or the new publication after the step %s',
    { timeout: 30_000 },
    async (step) => {
      await reset();
      await runAndKill(await getReady(step), null);
      const state = await expectRecovery();
      expect(state).toBe(step === 'pointer-moved' || step === 'reported' ? 'new' : 'old');
    },
  );

  it(`leaves the old or the new publication at ${MOMENTS} random moments (seed ${SEED})`, {
    timeout: MOMENTS * 10_000 + 60_000,
  }, async () => {
    const random = randomFrom(SEED);
    await reset();
    const begun = performance.now();
    await runAndKill(await getReady(), null);
    let whole = performance.now() - begun;
    let next = getReady();
    const states = { old: 0, new: 0 };
    for (let moment = 0; moment < MOMENTS; moment++) {
      await reset();
      const candidate = await next;
      const since = performance.now();
      await runAndKill(candidate, random() * whole);
      if (moment === 0) whole = Math.max(200, Math.min(whole, 2_000));
      next = getReady();
      const state = await expectRecovery();
      states[state] += 1;
      if (process.env['KILL_TRACE'] !== undefined)
        console.log(moment, state, Math.round(performance.now() - since));
    }
    (await next).child.kill('SIGKILL');
    console.log(`killed at ${MOMENTS} moments (seed ${SEED}): ${states.old} old, ${states.new} new`);
    expect(states.old + states.new).toBe(MOMENTS);
  });
});

import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DropFolder } from '#adapters/local/drop-folder.ts';
import { retireDefinition } from '#app/dataset/definitions.ts';
import { applyDefinition } from '#app/dataset.ts';
import { listDeliveries } from '#app/ingest/deliveries.ts';
import type { AuditEvent } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import {
  MADE_CRIME,
  type Made,
  made,
  makePlatform,
  SUPER_ADMIN,
  WEST,
} from '#test/app/ingest/made-platform.ts';

let at: Made;
let folder: string;
beforeEach(async () => {
  at = await makePlatform();
  folder = join(at.folder, 'ingest', 'made', MADE_CRIME.id);
  await mkdir(folder, { recursive: true });
});
afterEach(() => at.close());

const FILE = made(`a,2018-05,Met,${WEST},Theft,1`);
const deliveries = () => listDeliveries(at.platform, SUPER_ADMIN, MADE_CRIME.id);

async function reportOf(name: string, where = folder): Promise<unknown> {
  return JSON.parse(await readFile(join(where, `${name}.report.json`), 'utf8'));
}

describe('DropFolder', () => {
  it('takes a file that has stopped growing, and lays the report beside where it was', async () => {
    const drop = new DropFolder(at.folder, at.ingest.platform, { settleMs: 30 });
    await writeFile(join(folder, '2018-05-a.csv'), FILE.slice(0, 60));
    expect(await drop.scan()).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 40));
    await writeFile(join(folder, '2018-05-a.csv'), FILE);
    expect(await drop.scan()).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(await drop.scan()).toBe(1);
    await at.ingest.idle();
    expect(await readdir(folder)).toEqual(['2018-05-a.csv.report.json']);
    expect(await reportOf('2018-05-a.csv')).toMatchObject({
      state: 'published',
      report: { rows: 1, accepted: 1 },
    });
  });

  it('takes a file at once when its manifest has come, and believes what it says', async () => {
    const drop = new DropFolder(at.folder, at.ingest.platform, { settleMs: 60_000 });
    await writeFile(join(folder, '2018-05-a.csv'), FILE);
    await writeFile(join(folder, '2018-05-a.csv.manifest.json'), '{"covers": {"from": "2018-04"');
    expect(await drop.scan()).toBe(0);
    const covers = { from: '2018-04', to: '2018-05', areas: ['W'] };
    await writeFile(join(folder, '2018-05-a.csv.manifest.json'), JSON.stringify({ covers, rows: 1 }));
    expect(await drop.scan()).toBe(1);
    await at.ingest.idle();
    expect((await deliveries())[0]).toMatchObject({
      state: 'published',
      coverage: { ...covers, stated: 'manifest' },
    });
    expect(await readdir(folder)).toEqual(['2018-05-a.csv.report.json']);
  });

  it('does not take half a file because its manifest was there before it', async () => {
    const drop = new DropFolder(at.folder, at.ingest.platform, { settleMs: 60 });
    await writeFile(join(folder, '2018-05-a.csv.manifest.json'), '{}');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await writeFile(join(folder, '2018-05-a.csv'), FILE.slice(0, 60));
    expect(await drop.scan()).toBe(0);
    await writeFile(join(folder, '2018-05-a.csv'), FILE);
    expect(await drop.scan()).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(await drop.scan()).toBe(1);
    await at.ingest.idle();
    expect(await deliveries()).toMatchObject([{ state: 'published', bytes: FILE.length }]);
  });

  it('tries a file again that could not be taken while the disk was full', async () => {
    let isFull = true;
    const audit = {
      record: (event: AuditEvent) =>
        isFull
          ? Promise.reject(new AppError('UNAVAILABLE', 'the disk is full'))
          : at.platform.audit.record(event),
    };
    const platform = { ...at.ingest.platform, audit };
    const drop = new DropFolder(at.folder, platform, { settleMs: 0, retryMs: 50 });
    await writeFile(join(folder, '2018-05-a.csv'), FILE);
    expect(await drop.scan()).toBe(0);
    expect(await reportOf('2018-05-a.csv')).toMatchObject({
      state: 'failed',
      faults: [{ code: 'UNAVAILABLE', message: 'the disk is full; the file stays and is tried again' }],
    });
    isFull = false;
    expect(await drop.scan()).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await drop.scan()).toBe(1);
    await at.ingest.idle();
    expect(await reportOf('2018-05-a.csv')).toMatchObject({ state: 'published' });
    expect(await readdir(folder)).toEqual(['2018-05-a.csv.report.json']);
  });

  it('takes a file that came while its dataset was retired, or not there yet, once it can be', async () => {
    const failures: unknown[] = [];
    const onFailure = (error: unknown) => failures.push(error);
    const drop = new DropFolder(at.folder, at.ingest.platform, { settleMs: 0, retryMs: 0, onFailure });
    const retire = (retired: boolean) => retireDefinition(at.platform, SUPER_ADMIN, MADE_CRIME.id, retired);
    const early = join(at.folder, 'ingest', 'made', 'made-early');
    await mkdir(early);
    await writeFile(join(early, '2018-05-a.csv'), FILE);
    await writeFile(join(folder, '2018-05-a.csv'), FILE);
    await retire(true);
    expect(await drop.scan()).toBe(0);
    expect(await reportOf('2018-05-a.csv')).toMatchObject({
      state: 'failed',
      faults: [{ message: expect.stringMatching(/is retired .*; the file stays and is tried again$/) }],
    });
    await retire(false);
    await applyDefinition(at.platform, SUPER_ADMIN, { ...MADE_CRIME, id: 'made-early' });
    expect(await drop.scan()).toBe(2);
    await at.ingest.idle();
    expect(await reportOf('2018-05-a.csv')).toMatchObject({ state: 'published' });
    expect(await reportOf('2018-05-a.csv', early)).toMatchObject({ state: 'published' });
    expect(failures).toEqual([]);
  });

  it('refuses a file whose manifest cannot be understood', async () => {
    await writeFile(join(folder, '2018-05-a.csv'), FILE);
    await writeFile(
      join(folder, '2018-05-a.csv.manifest.json'),
      JSON.stringify({ covers: { from: 'May' }, extra: 1 }),
    );
    await new DropFolder(at.folder, at.ingest.platform, { settleMs: 0 }).scan();
    await at.ingest.idle();
    expect(await reportOf('2018-05-a.csv')).toMatchObject({
      state: 'refused',
      faults: [{ code: 'MANIFEST_INVALID' }],
    });
  });

  it('leaves alone what is no data', async () => {
    for (const name of ['a.csv.part', 'a.tmp', '.hidden', 'b.csv.manifest.json', 'c.csv.report.json'])
      await writeFile(join(folder, name), FILE);
    expect(await new DropFolder(at.folder, at.ingest.platform, { settleMs: 0 }).scan()).toBe(0);
    expect(await deliveries()).toEqual([]);
    expect(await readdir(folder)).toHaveLength(5);
  });

  it('says where a file belongs that lies in a folder of no dataset or of another agency', async () => {
    const elsewhere = join(at.folder, 'ingest', 'other', MADE_CRIME.id);
    const unknown = join(at.folder, 'ingest', 'made', 'made-nothing');
    for (const where of [elsewhere, unknown]) {
      await mkdir(where, { recursive: true });
      await writeFile(join(where, 'a.csv'), FILE);
    }
    await writeFile(join(at.folder, 'ingest', 'loose.csv'), FILE);
    expect(await new DropFolder(at.folder, at.ingest.platform, { settleMs: 0 }).scan()).toBe(0);
    expect(await reportOf('a.csv', elsewhere)).toMatchObject({
      faults: [{ message: expect.stringContaining('ingest/made/made-crime/') }],
    });
    expect(await reportOf('a.csv', unknown)).toMatchObject({ faults: [{ code: 'DATASET_NOT_FOUND' }] });
    expect(await reportOf('loose.csv', join(at.folder, 'ingest'))).toMatchObject({
      faults: [{ message: expect.stringContaining('ingest/<agency>/<dataset>/') }],
    });
    expect(await deliveries()).toEqual([]);
  });

  it('says beside a file whose name is too long that it is', async () => {
    await writeFile(join(folder, `2018-05-${'x'.repeat(238)}.csv`), FILE);
    const drop = new DropFolder(at.folder, at.ingest.platform, { settleMs: 0 });
    expect(await drop.scan()).toBe(0);
    const [report = ''] = (await readdir(folder)).filter((name) => name.endsWith('.report.json'));
    expect(JSON.parse(await readFile(join(folder, report), 'utf8'))).toMatchObject({
      state: 'refused',
      faults: [{ message: expect.stringContaining('at most 200 bytes') }],
    });
    expect(await drop.scan()).toBe(0);
    expect(await deliveries()).toEqual([]);
  });

  it('follows no link out of the folder', async () => {
    const secret = join(at.folder, 'registry', 'secret.csv');
    await writeFile(secret, FILE);
    await symlink(secret, join(folder, '2018-05-link.csv'));
    await symlink(join(at.folder, 'registry'), join(at.folder, 'ingest', 'made', 'made-link'));
    const drop = new DropFolder(at.folder, at.ingest.platform, { settleMs: 0 });
    expect(await drop.scan()).toBe(0);
    expect(await reportOf('2018-05-link.csv')).toMatchObject({ state: 'refused' });
    expect(await deliveries()).toEqual([]);
    expect(await readFile(secret, 'utf8')).toBe(FILE);
  });

  it('finishes taking a file away when it was stopped in between', async () => {
    await writeFile(join(folder, 'a.csv.manifest.json'), '{}');
    await writeFile(join(folder, '.taken.a.csv'), FILE);
    await new DropFolder(at.folder, at.ingest.platform, { settleMs: 0 }).scan();
    expect(await readdir(folder)).toEqual([]);
  });
});

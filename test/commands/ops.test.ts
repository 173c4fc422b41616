import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MapshaperTools } from '#adapters/geometry/mapshaper-tools.ts';
import { importDemoGeography } from '#app/geography/demo.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import { openPlatform } from '../../bin/local/platform.ts';
import { runCommand } from '../support/run-command.ts';

let folder: string;
let data: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safestats-ops-'));
  data = join(folder, 'data');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ops = (...args: readonly string[]) =>
  runCommand('ops', args, { SAFESTATS_DEMO_PASSWORD: 'a password for tests' }).ended;

const CRIME_HEADER =
  'Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context';
const crimeRow = (id: string, month = '2024-03') =>
  `${id},${month},City of London Police,City of London Police,-0.0955,51.5155,On or near Made Street,,,Robbery,Under investigation,`;

describe('ops', () => {
  it('lists its commands, and ends with 2 for one that does not exist', async () => {
    const help = await ops('--help');
    expect(help.code).toBe(0);
    for (const name of ['bootstrap', 'backfill', 'geography import', 'publication rollback', 'doctor']) {
      expect(help.out).toContain(name);
    }
    const unknown = await ops('explode');
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain('unknown command: explode');
    expect(unknown.err).toContain('bootstrap');
  });

  it('explains every command', async () => {
    const names = (await ops('--help')).out
      .split('\n')
      .flatMap((line) => /^ {2}([a-z]+(?: [a-z]+)?) {2,}/.exec(line)?.[1] ?? []);
    expect(names.length).toBeGreaterThan(12);
    for (const name of ['backfill', 'token', 'geography import']) {
      const { code, out } = await ops(...name.split(' '), '--help');
      expect([code, out.includes('--data DIR') || out.includes('[--data DIR]')], name).toEqual([0, true]);
    }
  }, 60_000);

  it('ends with 2 and the usage for options that are wrong', async () => {
    for (const args of [
      ['token'],
      ['token', '--as', 'a@b.c', '--minutes', '0'],
      ['doctor', '--unknown'],
      ['backfill', 'x'],
      ['geography', 'import', '--level', 'ward'],
      ['reference', 'import', '--colour', 'red'],
    ]) {
      const { code, err } = await ops(...args, '--data', data);
      expect(code, args.join(' ')).toBe(2);
      expect(err).toContain('ops --');
    }
  }, 60_000);
});

describe('a data folder that is none', () => {
  it('is not made, nor found sound, because its name was misspelt', async () => {
    const misspelt = join(folder, 'dta');
    for (const args of [
      ['doctor'],
      ['delivery', 'list'],
      ['dataset', 'list'],
      ['publication', 'list', 'x'],
    ]) {
      const { code, err } = await ops(...args, '--data', misspelt);
      expect([code, err.includes(`${misspelt} is no data folder`)], args.join(' ')).toEqual([1, true]);
    }
    expect(await readdir(folder)).not.toContain('dta');
  }, 60_000);

  it('is refused in words, not with a stack, where no folder can be', async () => {
    const file = join(folder, 'plain');
    await writeFile(file, '');
    const { code, err } = await ops('bootstrap', '--data', file);
    expect([code, err.includes(`the data folder ${file} cannot be opened`), err.includes(' at ')]).toEqual([
      1,
      true,
      false,
    ]);
  }, 60_000);
});

describe('the way of a dataset by commands', () => {
  it('begins with bootstrap, which may be repeated', async () => {
    const first = await ops('bootstrap', '--data', data, '--admin', 'Chief@City.Example');
    expect(first.code).toBe(0);
    expect(first.out).toContain('dataset mps-crime: version 1');
    expect(first.out).toContain('password a password for tests');
    expect(first.out).toMatch(/chief@city\.example: Super Admin, first password \S{20}/);
    const second = await ops('bootstrap', '--data', data, '--admin', 'chief@city.example');
    expect(second.out).toContain('mps-crime: version 1, unchanged');
    expect(second.out).toContain('has an account already');
  }, 60_000);

  it('gives tokens to accounts that exist', async () => {
    const { out, code } = await ops(
      'token',
      '--as',
      'analyst@safestats.local',
      '--data',
      data,
      '--port',
      '4105',
    );
    expect(code).toBe(0);
    expect(decodeJwt(out.trim())).toMatchObject({ iss: 'http://localhost:4105/oidc', sub: 'demo-analyst' });
    const unknown = await ops('token', '--as', 'nobody@safestats.local', '--data', data);
    expect([unknown.code, unknown.out]).toEqual([1, '']);
    expect(unknown.err).toContain('there is no account');
  }, 60_000);

  it('applies a definition that has changed, and names all faults of one that is wrong', async () => {
    const file = join(folder, 'definition.json');
    const definition = FIRST_DEFINITIONS.find(({ id }) => id === 'colp-crime');
    await writeFile(file, JSON.stringify({ ...definition, title: 'City crime' }));
    expect((await ops('dataset', 'apply', file, '--data', data)).out).toContain('colp-crime: version 2');
    expect((await ops('dataset', 'apply', file, '--data', data)).out).toContain('version 2, unchanged');
    await writeFile(file, JSON.stringify({ ...definition, title: '', noun: 3 }));
    const wrong = await ops('dataset', 'apply', file, '--data', data);
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain('title');
    expect(wrong.err).toContain('noun');
  }, 60_000);

  it('leaves a definition that was amended as it is when bootstrap is repeated', async () => {
    const again = await ops('bootstrap', '--data', data);
    expect(again.out).toContain('colp-crime: version 2, unchanged');
  }, 60_000);

  it('says that no profile shows a dataset that was added', async () => {
    const file = join(folder, 'added.json');
    const definition = FIRST_DEFINITIONS.find(({ id }) => id === 'colp-crime');
    await writeFile(file, JSON.stringify({ ...definition, id: 'colp-added' }));
    const { out } = await ops('dataset', 'apply', file, '--data', join(folder, 'added'));
    expect(out).toMatch(/^colp-added: version 1\nno profile shows it, so that nobody can ask it/);
    const list = await ops('dataset', 'list', '--data', join(folder, 'added'));
    expect(list.out).toMatch(/colp-added .* not published +no profile/);
    expect((await ops('dataset', 'list', '--data', data)).out).toMatch(/colp-crime .* all-records/);
  }, 60_000);

  it('brings boundaries, counts and files in, takes a delivery back and rolls back', async () => {
    expect((await ops('geography', 'demo', '--data', data)).out).toContain('33 areas');
    expect((await ops('geography', 'list', '--data', data)).out).toContain('lsoa demo');
    const march = join(folder, '2024-03-city-of-london-street.csv');
    await writeFile(march, [CRIME_HEADER, crimeRow('a'), crimeRow('b'), ''].join('\n'));
    const first = await ops(
      'backfill',
      '--dataset',
      'colp-crime',
      '--covers',
      '2024-03..2024-03',
      '--data',
      data,
      march,
    );
    expect(first.err).toBe('');
    expect(first.code).toBe(0);
    expect(first.out).toContain('2 rows = 2 accepted + 0 rejected + 0 duplicate');
    const again = await ops(
      'backfill',
      '--dataset',
      'colp-crime',
      '--covers',
      '2024-03..2024-03',
      '--data',
      data,
      march,
    );
    expect(again.out).toContain('unchanged, the same as delivery 1');
    const april = join(folder, '2024-04-city-of-london-street.csv');
    await writeFile(april, [CRIME_HEADER, crimeRow('c', '2024-04'), ''].join('\n'));
    expect((await ops('backfill', '--dataset', 'colp-crime', '--data', data, april)).code).toBe(0);
    const listed = await ops('publication', 'list', 'colp-crime', '--data', data);
    expect((await ops('publication', 'list', 'colp-crme', '--data', data)).err).toContain(
      'DATASET_NOT_FOUND',
    );
    const publications = listed.out.split('\n').flatMap((line) => /^([0-9A-Z]{26})/.exec(line)?.[1] ?? []);
    expect(publications).toHaveLength(2);
    expect((await ops('delivery', 'withdraw', 'colp-crime', '3', '--data', data)).out).toContain('withdrawn');
    expect((await ops('delivery', 'withdraw', 'colp-crime', '3', '--data', data)).code).toBe(1);
    const back = await ops('publication', 'rollback', 'colp-crime', publications[0] ?? '', '--data', data);
    expect(back.out).toContain('3 rows published again');
    const deliveries = JSON.parse((await ops('delivery', 'list', '--json', '--data', data)).out);
    expect(deliveries.map(({ state }: { state: string }) => state)).toEqual([
      'published',
      'unchanged',
      'published',
    ]);
  }, 180_000);

  it('ends with 1 for a file that is refused, saying why, and for one that does not exist', async () => {
    const file = join(folder, 'wrong.csv');
    await writeFile(file, 'a,b\n1,2\n');
    const { code, out } = await ops('backfill', '--dataset', 'colp-crime', '--data', data, file);
    expect(code).toBe(1);
    expect(out).toContain('FILE_HEADER_UNKNOWN');
    const absent = await ops(
      'backfill',
      '--dataset',
      'colp-crime',
      '--data',
      data,
      join(folder, 'absent.csv'),
    );
    expect([absent.code, absent.err.includes('no such file')]).toEqual([1, true]);
  }, 60_000);

  it('is found sound by the doctor until a file is touched', async () => {
    const sound = await ops('doctor', '--data', data);
    expect(sound.out).toContain('everything agrees');
    expect(sound.code).toBe(0);
    const list = JSON.parse((await ops('dataset', 'list', '--json', '--data', data)).out);
    const manifest = list.find(({ id }: { id: string }) => id === 'colp-crime').published.manifest;
    const { periods } = JSON.parse(
      await readFile(join(data, 'manifest/colp-crime', `${manifest}.json`), 'utf8'),
    );
    const file = join(data, periods[0].files[0].key);
    const bytes = await readFile(file);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    await writeFile(file, bytes);
    const broken = await ops('doctor', '--data', data);
    expect([broken.code, broken.out.includes('its sha256 differs')]).toEqual([1, true]);
    await rm(file);
    const gone = await ops('doctor', '--fast', '--data', data);
    expect([gone.code, gone.out.includes('is missing')]).toEqual([1, true]);
  }, 60_000);
});

describe('ops -- geography', () => {
  it('locates records again that an interrupted import left in the old boundaries', async () => {
    const other = join(folder, 'interrupted');
    await ops('bootstrap', '--data', other);
    const march = join(folder, '2024-03-city-of-london-street.csv');
    await writeFile(march, [CRIME_HEADER, crimeRow('a'), ''].join('\n'));
    expect((await ops('backfill', '--dataset', 'colp-crime', '--data', other, march)).code).toBe(0);
    const { platform, close } = openPlatform(other);
    await importDemoGeography(platform, new MapshaperTools());
    await close();
    const { out } = await ops('geography', 'demo', '--data', other);
    expect(out).toContain('there already');
    expect(out).toContain('colp-crime: 1 records located again');
    expect((await ops('geography', 'demo', '--data', other)).out).not.toContain('located again');
  }, 120_000);
});

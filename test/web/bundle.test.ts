import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const KILO = 1_000;
let out: string;
let files: readonly { readonly name: string; readonly text: string; readonly gz: number }[];
let page: string;

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'safestats-site-'));
  const vite = resolve('node_modules/vite/bin/vite.js');
  await promisify(execFile)(
    process.execPath,
    [vite, 'build', 'web', '--outDir', out, '--emptyOutDir', '--logLevel', 'error'],
    {
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  const names = (await readdir(join(out, 'assets'))).filter((name) => /\.(m?js|css)$/.test(name));
  files = await Promise.all(
    names.map(async (name) => {
      const body = await readFile(join(out, 'assets', name));
      return { name, text: body.toString('utf8'), gz: gzipSync(body, { level: 9 }).byteLength };
    }),
  );
  page = await readFile(join(out, 'index.html'), 'utf8');
}, 60_000);

afterAll(() => rm(out, { recursive: true, force: true }));

/** Parts that are larger than a page may be, in kB: what they are for is the map, drawing or a kind of file. */
const PARTS: readonly (readonly [RegExp, number])[] = [
  [/^map-view.*\.js$/, 320],
  [/^map-view.*\.css$/, 12],
  [/^maplibre-gl-worker/, 160],
  [/^hexagons.*\.js$/, 70],
  [/^drawing.*\.js$/, 38],
];

const PAGE_KILO = { js: 16, css: 4 };

function boundOf(name: string): number {
  const part = PARTS.find(([pattern]) => pattern.test(name));
  return part?.[1] ?? (name.endsWith('.css') ? PAGE_KILO.css : PAGE_KILO.js);
}

const sizeOf = (wanted: (name: string) => boolean) =>
  files.filter((file) => wanted(file.name)).reduce((sum, file) => sum + file.gz, 0);

describe('the built site', () => {
  it('starts with at most 150 kB of scripts and 15 kB of styles', () => {
    const initial = files.filter((file) => page.includes(file.name));
    expect(initial.some((file) => file.name.endsWith('.js'))).toBe(true);
    expect(sizeOf((name) => page.includes(name) && name.endsWith('js'))).toBeLessThanOrEqual(150 * KILO);
    expect(sizeOf((name) => page.includes(name) && name.endsWith('css'))).toBeLessThanOrEqual(15 * KILO);
  });

  it('loads at most 480 kB of scripts for the map, and only when a map is shown', () => {
    const isMap = (name: string) => /^(map-view|maplibre-gl-worker).*js$/.test(name);
    expect(files.filter((file) => isMap(file.name))).toHaveLength(2);
    expect(files.some((file) => isMap(file.name) && page.includes(file.name))).toBe(false);
    expect(sizeOf(isMap)).toBeLessThanOrEqual(480 * KILO);
  });

  it('keeps every other part that is loaded when it is needed within its bound', () => {
    const lazy = files.filter((file) => !page.includes(file.name));
    const over = lazy
      .filter((file) => file.gz > boundOf(file.name) * KILO)
      .map((file) => `${file.name}: ${file.gz} bytes`);
    expect(over).toEqual([]);
    const idle = PARTS.filter(([part]) => !lazy.some((file) => part.test(file.name))).map(([part]) =>
      String(part),
    );
    expect(idle).toEqual([]);
  });

  it('holds nothing of zod', () => {
    for (const file of files) expect(/ZodError|_zod\b|invalid_union/.test(file.text), file.name).toBe(false);
  });

  it('holds no secret: no key, no client secret, no password', () => {
    const secret =
      /-----BEGIN|client_secret["']?\s*[:=]\s*["']|AKIA[0-9A-Z]{16}|eyJhbGciOi|password["']?\s*[:=]\s*["'][^"']{8,}["']/;
    for (const { name, text } of [...files, { name: 'index.html', text: page }])
      expect(secret.exec(text)?.[0], name).toBeUndefined();
  });

  it('has no inline script or style, which its policy would refuse', () => {
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(page).not.toMatch(/<style|style=/);
  });

  it('makes no use of eval or of Function from text', () => {
    for (const file of files.filter((file) => !file.name.startsWith('map'))) {
      expect(/\beval\(|new Function\(/.test(file.text), file.name).toBe(false);
    }
  });
});

import { readdir, readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyDefinition, getDefinition } from '#app/dataset.ts';
import { receiveDelivery } from '#app/ingest/receive.ts';
import { wholeAccess } from '#core/access/profile.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { ADVERSARIAL_TEXTS } from '../support/adversarial.ts';
import type { TestServer } from '../support/http-server.ts';
import { SETUP } from '../support/small-city.ts';
import { insider, type Spy, spyWith, startCity } from './spy.ts';

const DATASET = 'mps-crime';
/** Words that would show that an engine, a file or a stack was heard. */
const LEAKS = /duckdb|parquet|read_|binder|catalog error|syntax error|select |\.ts:\d|\/tmp\/|node_modules/i;

let server: TestServer;
let analyst: Spy;
let admin: Spy;

beforeAll(async () => {
  server = await startCity();
  analyst = await insider(server, 'analyst');
  admin = await insider(server, 'super-admin');
}, 120_000);
afterAll(() => server.close());

const total = async () => (await analyst.result({ datasets: [DATASET] })).mapped;

describe('SQL', () => {
  it('is not spoken by values: each finds what equals it and nothing else', async () => {
    const before = await total();
    expect(before).toBeGreaterThan(100);
    for (const text of ADVERSARIAL_TEXTS.filter((one) => one.length <= 300)) {
      const spec: QuerySpec = {
        datasets: [DATASET],
        where: { fields: [{ field: 'location', in: [text] }] },
      };
      const { status, body, text: answer } = await analyst.ask(spec);
      expect([200, 400], answer.slice(0, 200)).toContain(status);
      if (status === 200) expect(body).toMatchObject({ state: 'succeeded', result: { mapped: 0 } });
      expect(answer.replaceAll(JSON.stringify(text).slice(1, -1), '')).not.toMatch(LEAKS);
    }
    expect(await total()).toBe(before);
  }, 60_000);

  it('is not spoken by identifiers, area codes, levels, cursors or ids', async () => {
    const before = await total();
    for (const text of ADVERSARIAL_TEXTS) {
      const specs = [
        { datasets: [text] },
        { datasets: [DATASET], groupBy: [{ field: text }] },
        { datasets: [DATASET], groupBy: [{ area: text }] },
        { datasets: [DATASET], groupBy: [{ area: 'borough', vintage: text }] },
        { datasets: [DATASET], records: { fields: [text] } },
        { datasets: [DATASET], sort: [{ by: text }] },
        { datasets: [DATASET], where: { space: { areas: [text] } } },
        { datasets: [DATASET], measures: [{ measure: 'rate', denominator: text }] },
        { datasets: [DATASET], where: { time: { from: text } } },
      ];
      for (const spec of specs) {
        const answer = await analyst.call('POST', '/v1/queries', spec);
        expect(
          [400, 404, 413],
          `${JSON.stringify(spec).slice(0, 120)}: ${answer.text.slice(0, 200)}`,
        ).toContain(answer.status);
      }
      const coded = encodeURIComponent(text).slice(0, 2_000);
      for (const path of [
        `/v1/queries/${coded}`,
        `/v1/queries/${coded}/result`,
        `/v1/datasets/${coded}`,
        `/v1/deliveries/${coded}/1`,
        `/v1/geographies/${coded}/demo`,
        `/v1/coverage?dataset=${coded}`,
        `/v1/users/${coded}`,
        `/v1/profiles/${coded}`,
        `/v1/lookups/${coded}`,
      ]) {
        const { status, text: answer } = await admin.call('GET', path);
        expect([200, 400, 404, 405], `${path.slice(0, 80)}: ${answer.slice(0, 200)}`).toContain(status);
        expect(answer).not.toMatch(/\.ts:\d|node_modules|duckdb/i);
      }
    }
    expect(await total()).toBe(before);
  }, 120_000);

  it('is not spoken by the constants of a row rule', async () => {
    const { body } = await admin.call('GET', '/v1/profiles/all-records');
    const { datasets } = body as { readonly datasets: Record<string, Record<string, unknown>> };
    for (const text of ADVERSARIAL_TEXTS.filter((one) => one !== '')) {
      const access = { ...datasets[DATASET], rowRule: { column: 'category', op: '=', value: text } };
      const { status, body: check } = await admin.call('POST', '/v1/profiles/check', {
        id: 'injected',
        title: 'Injected',
        description: '',
        datasets: { [DATASET]: access },
      });
      const { faults, datasets: checked } = check as {
        readonly faults?: readonly unknown[];
        readonly datasets?: Record<string, { readonly passes: number | null }>;
      };
      if (status === 200 && faults?.length === 0) expect(checked?.[DATASET]?.passes ?? 0, text).toBe(0);
      else expect([200, 400]).toContain(status);
    }
  }, 60_000);

  it('is not spoken by file names, column headers, values of a file, or keys of a lookup table', async () => {
    const before = await total();
    const hostile = `x'); DROP TABLE records; --"`;
    for (const [name, text] of [
      [`${hostile.replaceAll('/', '')}.csv`, 'a,b\n1,2\n'],
      ['2024-05-x-street.csv', `"${hostile.replaceAll('"', '""')}",b\n1,2\n`],
    ] as const) {
      const body = (async function* () {
        yield Buffer.from(text);
      })();
      const file = { dataset: DATASET, fileName: name, body, source: 'upload', command: null } as const;
      await receiveDelivery(server.platform, SETUP, file).catch((error: unknown) =>
        expect(error).toMatchObject({ code: 'SPEC_INVALID' }),
      );
    }
    await server.idle();
    const put = await admin.call('POST', '/v1/datasets/proposals', {
      fileName: `${hostile}.csv`,
      text: `"${hostile.replaceAll('"', '""')}",Month\n"=1+1",2024-01\n"'; DROP TABLE x; --",2024-02\n`,
    });
    expect(put.status, put.text.slice(0, 300)).toBe(200);
    expect(await total()).toBe(before);
  }, 60_000);

  it('and formulas and script stay text from a file to the answer and to the downloaded file', async () => {
    const id = 'mps-notes';
    const { own: _own, ...police } = await getDefinition(server.platform, DATASET);
    const applied = applyDefinition(server.platform, SETUP, {
      ...police,
      id,
      version: 1,
      title: `<img src=x onerror=alert(1)> "notes" & 'more'`,
      noun: { one: 'note', many: 'notes' },
      fields: [
        {
          name: 'note',
          label: '=HYPERLINK("http://x","y")',
          description: 'What was written',
          type: 'text',
          role: 'text',
          sensitivity: 'open',
        },
        {
          name: 'amount',
          label: 'Amount',
          description: 'How much',
          type: 'integer',
          role: 'measure',
          sensitivity: 'open',
        },
      ],
      layouts: [
        {
          name: 'notes',
          format: 'csv',
          columns: ['Month', 'Longitude', 'Latitude', 'Note', 'Amount'],
          time: { kind: 'month', column: 'Month' },
          place: { kind: 'wgs84', longitude: 'Longitude', latitude: 'Latitude' },
          fields: { note: 'Note', amount: 'Amount' },
        },
      ],
      codeLists: {},
      common: {},
      lookups: [],
      key: null,
      contract: { ...police.contract, window: { kind: 'append' } },
    });
    await applied.catch((error: unknown) => expect(error).toMatchObject({ details: { faults: [] } }));
    const notes = [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '<script>alert(1)</script>',
      `'; DROP TABLE records; --`,
      'a "quoted", word',
    ];
    const rows = notes.map((note) => `2024-03,-0.1,51.5,"${note.replaceAll('"', '""')}",-5`);
    const body = (async function* () {
      yield Buffer.from(`Month,Longitude,Latitude,Note,Amount\n${rows.join('\n')}\n`);
    })();
    const file = { dataset: id, fileName: 'notes-2024-03.csv', body, source: 'upload' } as const;
    await receiveDelivery(server.platform, SETUP, {
      ...file,
      command: { from: '2024-03', to: '2024-03', areas: null },
    });
    await server.idle();
    const reader = await spyWith(server, 'notes-reader', {
      [id]: wholeAccess(await getDefinition(server.platform, id)),
    });
    const asked = await reader.ask({ datasets: [id], records: { fields: ['note', 'amount'] } });
    expect(asked.status, asked.text.slice(0, 300)).toBe(200);
    const { id: query, result } = asked.body as {
      readonly id: string;
      readonly result: { readonly columns: readonly { readonly values: readonly unknown[] }[] };
    };
    const written = result.columns[0]?.values ?? [];
    expect(written).toHaveLength(notes.length);
    expect(new Set(written.map((value) => String(value).trim()))).toEqual(
      new Set(notes.map((note) => note.trim())),
    );
    const started = await reader.call('POST', `/v1/queries/${query}/downloads`, { format: 'csv' });
    const { id: download } = started.body as { readonly id: string };
    let csv = await reader.call('GET', `/v1/queries/${query}/downloads/${download}`);
    for (let i = 0; i < 100 && csv.body !== null; i += 1)
      csv = await reader.call('GET', `/v1/queries/${query}/downloads/${download}`);
    const cells = csvCells(csv.text);
    expect(cells.filter((cell) => /^[\s"']*$/.test(cell)).length).toBeLessThan(cells.length);
    expect(cells.filter((cell) => /^[=+@\t\r]/.test(cell) || /^-(?!\d+(\.\d+)?$)/.test(cell))).toEqual([]);
    expect(cells.filter((cell) => cell === '-5')).toHaveLength(notes.length);
  }, 120_000);
});

describe('a path', () => {
  it('does not climb out of a folder, by whatever address', async () => {
    const climbs = [
      '/..%2f..%2fetc%2fpasswd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/....//....//etc/passwd',
      '/..\\..\\etc\\passwd',
      '/%00',
      '/registry/data.mdb',
    ];
    for (const start of [
      '',
      '/geography',
      '/exports',
      '/assets',
      '/uploads',
      '/v1/geographies',
      '/oidc/assets',
    ])
      for (const climb of climbs) {
        const { status, text } = await raw(`${start}${climb}`);
        if (status === 200) expect(text).toBe('<!doctype html><title>SafeStats</title>');
        else expect(status, `${start}${climb}`).toBeGreaterThanOrEqual(400);
        expect(text).not.toMatch(/root:|duckdb/);
      }
  });

  it('is not made by the name of an uploaded file', async () => {
    const supplier = await insider(server, 'supplier');
    for (const fileName of [
      '../x.csv',
      '..\\x.csv',
      '/etc/x.csv',
      'a/../../x.csv',
      'x\u0000.csv',
      '.',
      '..',
      ' ',
    ]) {
      const { status } = await supplier.call('POST', '/v1/deliveries', { dataset: DATASET, fileName });
      expect(status, JSON.stringify(fileName)).toBe(400);
    }
    const names = await readdir(join(server.folder), { recursive: true });
    expect(names.filter((name) => /x\.csv$/.test(name))).toEqual([]);
    expect(await readFile(join(server.folder, 'web', 'index.html'), 'utf8')).toContain('SafeStats');
  });
});

/** A GET whose path is sent as it is written. */
function raw(path: string): Promise<{ readonly status: number; readonly text: string }> {
  const { hostname, port, host } = new URL(server.origin);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers: { host } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
      );
    })
      .on('error', reject)
      .end();
  });
}

/** The cells of a CSV, by the rules of RFC 4180, those of the lines of facts before the header included. */
function csvCells(text: string): readonly string[] {
  const cells: string[] = [];
  const pattern = /(?:^|,|\r?\n)(?:"((?:[^"]|"")*)"|([^,\r\n]*))/g;
  for (const [, quoted, plain] of text.replace(/^\ufeff/, '').matchAll(pattern))
    cells.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
  return cells;
}

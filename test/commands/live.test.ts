import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AthenaClient } from '@aws-sdk/client-athena';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DuckDbEngine } from '#adapters/duckdb/query/engine.ts';
import { issueScriptToken } from '#adapters/oidc/script-token.ts';
import { listProfileItems } from '#app/access/profile-store.ts';
import { findUserByEmail } from '#app/people.ts';
import { UsageError } from '../../bin/commands/command.ts';
import { liveCommand } from '../../bin/commands/live.ts';
import { PROBES } from '../../bin/live/all.ts';
import type { Cloud } from '../../bin/live/cloud.ts';
import { type Finding, type LiveContext, NotTried } from '../../bin/live/probe.ts';
import { Site } from '../../bin/live/site.ts';
import { ApiClient } from '../support/api-client.ts';
import { startFaultyProxy } from '../support/faulty-proxy.ts';
import { PASSWORD, startTestServer, type TestServer } from '../support/http-server.ts';
import { type Exchange, type Lie, type LyingProxy, startLyingProxy } from '../support/lying-proxy.ts';
import { runCommand } from '../support/run-command.ts';
import { signIn } from '../support/sign-in.ts';
import { prepareSmallCity } from '../support/small-city.ts';

let server: TestServer;
let proxy: LyingProxy;
let folder: string;
const tokens = { first: '', second: '' };

/** The whole local server with two of five datasets published, over two years. */
beforeAll(async () => {
  server = await startTestServer((root) => new DuckDbEngine({ root }));
  for (const { dataset, fileName, text } of await prepareSmallCity(server, { from: '2023-11' })) {
    if (!['mps-crime', 'btp-crime'].includes(dataset)) continue;
    const sender = await ApiClient.for(server, 'super-admin');
    const { body } = await sender.post('/v1/deliveries', { dataset, fileName });
    await fetch(`${server.origin}${body.upload.url}`, { method: 'PUT', body: text });
  }
  await server.idle();
  tokens.first = await tokenOf('super-admin');
  tokens.second = await tokenOf('approver');
  folder = await mkdtemp(join(tmpdir(), 'safestats-live-'));
  await writeFile(join(folder, 'first'), `${tokens.first}\n`);
  await writeFile(join(folder, 'second'), tokens.second);
  proxy = await startLyingProxy(server.origin);
}, 180_000);
afterEach(() => proxy.lie(null));
afterAll(async () => {
  await proxy.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function tokenOf(name: string, minutes = 30): Promise<string> {
  const { registry, clock } = server.platform;
  const user = await findUserByEmail(registry, `${name}@safestats.local`);
  if (user === null) throw new Error(`no account ${name}`);
  return issueScriptToken(registry, clock, user, { minutes });
}

/** Runs the command as `ops` does, within this process. */
async function live(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  try {
    return { code: await liveCommand.run(args), out: `${lines.join('\n')}\n` };
  } finally {
    log.mockRestore();
    vi.unstubAllEnvs();
  }
}
const asked = () => [
  '--site',
  server.origin,
  '--token-file',
  join(folder, 'first'),
  '--second-token-file',
  join(folder, 'second'),
];
/** Profiles that probes have made, with what has become of them. */
const made = async () =>
  (await listProfileItems(server.platform.registry)).flatMap(({ profile }) =>
    profile.id.startsWith('live-') ? [profile] : [],
  );

/** Runs a probe through the lying line, with a clock that does not wait. */
async function probe(
  name: string,
  how: ((exchange: Exchange) => Lie | null) | null,
  cloud: LiveContext['cloud'] = () => {
    throw new NotTried('give --env');
  },
): Promise<Finding> {
  proxy.lie(how);
  const found = PROBES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no probe ${name}`);
  let now = Date.now();
  const clock = {
    now: () => now,
    pause: async (ms: number) => {
      now += ms;
    },
  };
  const context: LiveContext = {
    clock,
    origin: proxy.origin,
    site: () => new Site(proxy.origin, tokens.first, clock),
    approver: () => new Site(proxy.origin, tokens.second, clock),
    cloud,
  };
  return found.run(context);
}

describe('ops live on a running server', () => {
  it('finds everything that has a meaning there as it should be, and says what was measured', async () => {
    const { code, out, err } = await runCommand('ops', ['live', ...asked()]).ended;
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^ok +no-token {2,}401 from http:\/\/localhost:\d+, without a token/m);
    expect(out).toMatch(/^ok +large-definition {2,}1\d\d,\d{3} bytes in \d+ ms/m);
    expect(out).toMatch(/^ok +unpublished {2,}colp-crime, of which nothing is published, opens/m);
    expect(out).toMatch(/^ok +published-rows {2,}btp-crime [\d,]+, mps-crime [\d,]+ \(/m);
    expect(out).toMatch(/^ok +draft-rule {2,}160 lsoas, 1,6\d\d characters: [\d,]+ records both ways/m);
    expect(out).toMatch(
      /^ok +profile-in-force {2,}160 lsoas: [\d,]+ records as without it; first answer .* after approval, .* after a change; bytes not told/m,
    );
    expect(out).toMatch(/^not tried +year-prunes {2,}give --env$/m);
    expect(out).toMatch(/^not tried +default-grants {2,}give --env$/m);
    expect(out).not.toContain('sign-out');
    expect(out).toMatch(/\n7 ok, 0 wrong, 13 not tried\n$/);
  }, 120_000);

  it('leaves nothing behind but a retired profile that nobody held', async () => {
    const profiles = await made();
    expect(profiles.length).toBeGreaterThan(0);
    for (const { state, version } of profiles) expect([state, version]).toEqual(['retired', 3]);
    const { body } = await (await ApiClient.for(server, 'super-admin')).get('/v1/profile-changes');
    expect(body.items).toEqual([]);
  });

  it('ends with 1 when something is wrong, and says what to do', async () => {
    proxy.lie(({ sent }) => (sent.length > 8_192 ? { status: 403, body: { detail: 'blocked' } } : null));
    const { code, out } = await live([
      '--site',
      proxy.origin,
      ...asked().slice(2),
      '--only',
      'large-definition',
    ]);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^WRONG +large-definition {2,}1\d\d,\d{3} bytes: POST \/v1\/datasets\/check answered 403; blocked/,
    );
    expect(out).toContain('SizeRestrictions_BODY must only count');
    expect(out).toMatch(/\n0 ok, 1 wrong, 0 not tried\n$/);
  }, 60_000);

  it('takes tokens from the environment, and tries what it can without them', async () => {
    const env = { SAFESTATS_TOKEN: tokens.first };
    const only = [
      '--site',
      server.origin,
      '--only',
      'token',
      '--only',
      'profile-in-force',
      '--only',
      'no-token',
    ];
    const held = await live(only, env);
    expect([held.code, held.out]).toEqual([
      0,
      expect.stringMatching(/^not tried +profile-in-force {2,}give --second-token-file/m),
    ]);
    expect(held.out).toContain('\n2 ok, 0 wrong, 1 not tried\n');
    const without = await live(only);
    expect([without.code, without.out]).toEqual([
      0,
      expect.stringMatching(/^not tried +token {2,}give --token-file/m),
    ]);
  }, 60_000);

  it.each([
    ['', 'give --env for a deployment on AWS, --site'],
    ['--only nothing --list', 'there is no probe nothing; there are no-token, token'],
    ['--site http://example.org', 'use an address as in https://'],
    ['--site https://example.org --token-file /nowhere', '/nowhere cannot be read'],
    ['--site https://example.org --token abc', "Unknown option '--token'"],
    ['--site https://example.org more', 'got more, which is no option'],
  ])('is called wrongly with: %s', async (line, said) => {
    const run = live(line.split(' ').filter((word) => word !== ''));
    await expect(run).rejects.toThrow(UsageError);
    await expect(run).rejects.toThrow(said);
  });

  it('lists what it can try, with what each makes', async () => {
    const { code, out } = await live(['--list']);
    expect(code).toBe(0);
    for (const { name } of PROBES) expect(out).toMatch(new RegExp(`^${name}$`, 'm'));
    expect(out).toContain('  makes the EICAR test file');
    expect(out).toMatch(new RegExp(`\n${PROBES.length} probes\n$`));
  });
});

/** What a server would have to do to be found wrong, and what is then said. */
const LIES: readonly (readonly [
  name: string,
  what: string,
  said: RegExp,
  how: (exchange: Exchange) => Lie | null,
])[] = [
  [
    'no-token',
    'answers without a token',
    /answered 200 without a token/,
    ({ path, headers }) =>
      path === '/v1/me' && headers['authorization'] === undefined ? { status: 200, body: {} } : null,
  ],
  [
    'no-token',
    'believes any token',
    /answered 200 to a token that was made up/,
    ({ path, status, headers }) =>
      path === '/v1/me' && status === 401 && headers['authorization'] !== undefined
        ? { status: 200, body: {} }
        : null,
  ],
  [
    'token',
    'refuses a good token',
    /it is refused with 401/,
    ({ path }) => (path === '/v1/me' ? { status: 401, body: {} } : null),
  ],
  [
    'unpublished',
    'takes an absent object for a forbidden one',
    /colp-crime.*answers 503/,
    ({ path }) => (path === '/v1/datasets/colp-crime' ? { status: 503, body: {} } : null),
  ],
  [
    'published-rows',
    'misses a partition',
    /mps-crime: \d+ of \d+ records/,
    (exchange) => checked(exchange, 'mps-crime', (passes) => passes - 1),
  ],
  [
    'draft-rule',
    'lets one record more through',
    /the rule lets \d+ records through, the same areas have \d+/,
    (exchange) => checked(exchange, 'mps-crime', (passes) => passes + 1),
  ],
  [
    'profile-in-force',
    'puts a new profile in force without a second person',
    /in force without a second Super Admin/,
    ({ method, path, body }) =>
      method === 'PUT' && path.startsWith('/v1/profiles/') && body.state === 'awaiting-approval'
        ? { status: 200, body: { state: 'in-force', profile: { etag: '"1"' } } }
        : null,
  ],
  [
    'profile-in-force',
    'shows records of an area that the rule does not let through',
    /D\w+ has 3 records under the profile and 0 without it/,
    (exchange) =>
      previewed(exchange, (areas, counts) => ({ areas: [...areas, 'DL9999'], counts: [...counts, 3] })),
  ],
  [
    'profile-in-force',
    'hides a record that the rule lets through',
    /D\w+ has \d+ records under the profile and \d+ without it/,
    (exchange) =>
      previewed(exchange, (areas, counts) => ({
        areas,
        counts: counts.map((count) => (typeof count === 'number' && count > 1 ? count - 1 : count)),
      })),
  ],
  [
    'profile-in-force',
    'never has it in force',
    /^not in force in 5 min$/,
    ({ method, path, body }) =>
      method === 'GET' && /^\/v1\/profiles\/live-\w+$/.test(path) && body.enforcedVersion !== undefined
        ? { body: { ...body, enforcedVersion: null } }
        : null,
  ],
  [
    'profile-in-force',
    'does not put a change in force',
    /^a change is not in force in 5 min$/,
    ({ method, path, body }) =>
      method === 'GET' && /^\/v1\/profiles\/live-\w+$/.test(path) && body.version === 2
        ? { body: { ...body, enforcedVersion: 1 } }
        : null,
  ],
];

function checked({ path, body }: Exchange, dataset: string, change: (passes: number) => number): Lie | null {
  const said = body.datasets?.[dataset];
  if (path !== '/v1/profiles/check' || said === undefined) return null;
  return {
    body: { ...body, datasets: { ...body.datasets, [dataset]: { ...said, passes: change(said.passes) } } },
  };
}

/** Changes the answers that are given through a profile. */
function previewed(
  { headers, body }: Exchange,
  change: (
    areas: readonly string[],
    counts: readonly number[],
  ) => { readonly areas: readonly string[]; readonly counts: readonly number[] },
): Lie | null {
  if (headers['x-preview-profile'] === undefined || body.result === undefined) return null;
  const [area, count, ...others] = body.result.columns;
  const { areas, counts } = change(area.values, count.values);
  const columns = [{ ...area, values: areas }, { ...count, values: counts }, ...others];
  return { body: { ...body, result: { ...body.result, columns } } };
}

describe('a probe', () => {
  it.each(LIES)('%s finds a server wrong that %s', async (name, _what, said, how) => {
    const finding = await probe(name, how);
    expect(finding).toMatchObject({ verdict: 'WRONG', measured: expect.stringMatching(said) });
    expect('advice' in finding ? finding.advice : '').not.toBe('');
    for (const { state } of await made()) expect(state).toBe('retired');
  });

  it('takes what waits for approval back when nobody approves it', async () => {
    const before = (await made()).length;
    const refused = probe('profile-in-force', ({ path }) =>
      path.endsWith('/approval') ? { status: 500, body: {} } : null,
    );
    await expect(refused).rejects.toThrow(/approval answered 500/);
    expect((await made()).length).toBe(before + 1);
    const stays = probe('profile-in-force', ({ method, path }) =>
      method === 'PUT' && path.startsWith('/v1/profiles/') ? { status: 500, body: {} } : null,
    );
    await expect(stays).rejects.toThrow(/answered 500/);
    const { body } = await (await ApiClient.for(server, 'super-admin')).get('/v1/profile-changes');
    expect(body.items).toEqual([]);
  });

  it('is not tried by somebody who is no Super Admin, or with a token that does not hold', async () => {
    await expect(
      probe('token', ({ path, body }) =>
        path === '/v1/me' ? { body: { ...body, roles: ['analyst'] } } : null,
      ),
    ).rejects.toThrow(new NotTried('the token is not of a Super Admin'));
    await expect(probe('draft-rule', () => ({ status: 401, body: {} }))).rejects.toThrow(NotTried);
  });

  it('compares what Athena reads under a rule on one year with what it reads of all', async () => {
    let statements = 0;
    let ofYear = 12_000_000;
    /** Each list after a first one has one statement more, as each is looked at before and after a question. */
    const athena = await startFaultyProxy('http://localhost:9', ({ headers, body }) => {
      const isList = String(headers['x-amz-target']).endsWith('.ListQueryExecutions');
      const ids: readonly string[] = isList
        ? Array.from({ length: Math.floor(++statements / 2) }, (_none, i) => String(i))
        : JSON.parse(body).QueryExecutionIds;
      const QueryExecutions = ids.map((QueryExecutionId) => ({
        QueryExecutionId,
        Statistics: { DataScannedInBytes: QueryExecutionId === '0' ? 80_000_000 : ofYear },
      }));
      const answer = isList ? { QueryExecutionIds: ids } : { QueryExecutions };
      return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) };
    });
    vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
    const client = new AthenaClient({
      endpoint: athena.url,
      region: 'eu-west-2',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const cloud = () => ({ regions: ['eu-west-2'], in: () => ({ athena: client }) }) as unknown as Cloud;
    try {
      expect(await probe('profile-in-force', null, cloud)).toMatchObject({
        verdict: 'ok',
        measured: expect.stringMatching(/; 80\.0 MB read, 12\.0 MB with a rule on 2024$/),
      });
      [statements, ofYear] = [0, 80_000_000];
      expect(await probe('profile-in-force', null, cloud)).toMatchObject({
        verdict: 'WRONG',
        measured: 'a rule on one year reads 80.0 MB, all years 80.0 MB',
      });
    } finally {
      client.destroy();
      vi.unstubAllEnvs();
      await athena.close();
    }
  });

  it('makes no profile that its token would not live to retire', async () => {
    const before = (await made()).length;
    const long = tokens.first;
    tokens.first = await tokenOf('super-admin', 10);
    const refused = probe('profile-in-force', null).finally(() => {
      tokens.first = long;
    });
    await expect(refused).rejects.toThrow(
      /^the token holds for (10|9) min more, and this takes up to 11 min/,
    );
    expect((await made()).length).toBe(before);
  });

  it('looks through a profile that shows something where the Super Admin has none', async () => {
    const finding = await probe('draft-rule', ({ path, body }) =>
      path === '/v1/me' ? { body: { ...body, profile: null } } : null,
    );
    expect(finding).toMatchObject({ verdict: 'ok', measured: expect.stringContaining('160 lsoas') });
  });

  it('ends the sign-in of its token when it is asked to, and sees that it has ended', async () => {
    const { access_token } = await signIn(server.origin, 'approver@safestats.local', PASSWORD);
    const args = ['--site', server.origin, '--only', 'sign-out'];
    const first = await live(args, { SAFESTATS_TOKEN: access_token });
    expect([first.code, first.out]).toEqual([
      0,
      expect.stringMatching(/^ok +sign-out {2,}the token was refused/),
    ]);
    const again = await live(args, { SAFESTATS_TOKEN: access_token });
    expect(again.out).toMatch(/^not tried +sign-out {2,}the token does not hold any more/);
    const script = await live(args, { SAFESTATS_TOKEN: tokens.first });
    expect(script.out).toMatch(/^not tried +sign-out {2,}the token belongs to no sign-in/);
    const other = await signIn(server.origin, 'approver@safestats.local', PASSWORD);
    const lied = { first: tokens.first };
    tokens.first = other.access_token;
    const finding = await probe('sign-out', ({ path }) =>
      path === '/v1/me' ? { status: 200, body: {} } : null,
    ).finally(() => {
      tokens.first = lied.first;
    });
    expect(finding).toMatchObject({
      verdict: 'WRONG',
      measured: expect.stringContaining('answered with 200'),
    });
  }, 60_000);
});

import { readFile } from 'node:fs/promises';
import type { Cloud } from '../live/cloud.ts';
import { type Clock, type LiveContext, NotTried, type Probe } from '../live/probe.ts';
import { Site } from '../live/site.ts';
import { type Command, readPlacedArguments, UsageError, withDeployment } from './command.ts';

const CLOCK: Clock = {
  now: () => Date.now(),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

export const liveCommand: Command = {
  name: 'live',
  usage: `ops -- live [--env dev|prod [--region REGION]] [--site URL --token-file FILE [--second-token-file FILE]] [--only NAME]…
ops -- live --list

Tries what can be told only where the product runs, and says of each probe ok, WRONG or not tried, with what was measured. Ends
with 1 when something is wrong. What it makes, it takes back.

  --env                looks at a deployment on AWS, with your own credentials; --region its primary region, eu-west-2 unless you
                       say otherwise
  --site               asks the API under this address, also http://localhost:4000
  --token-file         holds the access token of a Super Admin; or SAFESTATS_TOKEN in the environment
  --second-token-file  that of another one, who approves what the first proposes; or SAFESTATS_SECOND_TOKEN
  --only NAME          only this probe; may be given again
  --list               the probes, what each is for, and what it makes`,
  async run(args) {
    const { values, positionals, place } = readPlacedArguments(args, {
      site: { type: 'string' },
      'token-file': { type: 'string' },
      'second-token-file': { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      list: { type: 'boolean', default: false },
    });
    if (positionals.length > 0) throw new UsageError(`got ${positionals.join(' ')}, which is no option`);
    const [{ PROBES }, { listText, runProbes }] = await Promise.all([
      import('../live/all.ts'),
      import('../live/run.ts'),
    ]);
    const only = values.only as readonly string[];
    const probes = chosen(PROBES, only);
    if (values.list === true) {
      console.log(listText(only.length === 0 ? PROBES : probes));
      return 0;
    }
    if (place.kind === 'folder' && values.site === undefined)
      throw new UsageError('give --env for a deployment on AWS, --site for a running one, or both');
    const origin = values.site === undefined ? null : originOf(values.site);
    const context = contextOf({
      origin,
      token: await tokenOf(values['token-file'], 'SAFESTATS_TOKEN'),
      second: await tokenOf(values['second-token-file'], 'SAFESTATS_SECOND_TOKEN'),
    });
    const run = async (cloud: LiveContext['cloud']) =>
      (await runProbes(probes, { ...context, cloud }, (line) => console.log(line))) === 0 ? 0 : 1;
    if (place.kind === 'folder')
      return run(() => {
        throw new NotTried('give --env');
      });
    const { cloudOf } = await import('../live/operator-cloud.ts');
    return withDeployment(
      place,
      async (deployment) => {
        const { cloud, close } = await cloudOf(place, deployment);
        try {
          return await run((): Cloud => cloud);
        } finally {
          close();
        }
      },
      { anySchema: true },
    );
  },
};

/** The probes of these names; without names all but those that run only when they are named. Fails with UsageError. */
function chosen(all: readonly Probe[], names: readonly string[]): readonly Probe[] {
  const unknown = names.find((name) => !all.some((probe) => probe.name === name));
  if (unknown !== undefined)
    throw new UsageError(`there is no probe ${unknown}; there are ${all.map(({ name }) => name).join(', ')}`);
  return all.filter(({ name, alone }) => (names.length === 0 ? alone !== true : names.includes(name)));
}

/** An address that a token may be sent to. Fails with UsageError. */
function originOf(site: string): string {
  const url = URL.canParse(site) ? new URL(site) : null;
  const isLocal = url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url === null || !(url.protocol === 'https:' || (isLocal && url.protocol === 'http:')))
    throw new UsageError(`got --site ${site}, use an address as in https://safestats.example.org`);
  return url.origin;
}

/** A token never stands on the command line, where others would see it. */
async function tokenOf(file: unknown, variable: string): Promise<string | null> {
  if (typeof file !== 'string') return process.env[variable]?.trim() || null;
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    throw new UsageError(`${file} cannot be read; check the name of the file`);
  }
}

function contextOf({
  origin,
  token,
  second,
}: {
  readonly origin: string | null;
  readonly token: string | null;
  readonly second: string | null;
}): Omit<LiveContext, 'cloud'> {
  const siteFor = (held: string | null, missing: string) => () => {
    if (origin === null) throw new NotTried('give --site');
    if (held === null) throw new NotTried(missing);
    return new Site(origin, held, CLOCK);
  };
  return {
    origin,
    clock: CLOCK,
    site: siteFor(token, 'give --token-file with the token of a Super Admin'),
    approver: siteFor(second, 'give --second-token-file with the token of another Super Admin'),
  };
}

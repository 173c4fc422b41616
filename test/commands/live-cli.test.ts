import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { awsCli, awsCliWithin } from '../../bin/live/aws-cli.ts';
import {
  type LiveContext,
  NotTried,
  ok,
  type Probe,
  spanText,
  waitFor,
  wrong,
} from '../../bin/live/probe.ts';
import { runProbes } from '../../bin/live/run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safestats-aws-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

/** Puts a program of this name first on the path. */
async function cli(script: string): Promise<void> {
  const path = join(folder, 'aws');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`);
}

describe('awsCli(args)', () => {
  it('gives the JSON that the CLI prints, and asks for it', async () => {
    await cli(`printf '{"said":"%s"}' "$*"`);
    expect(await awsCli(['sts', 'get-caller-identity'])).toEqual({
      said: 'sts get-caller-identity --output json',
    });
    await cli('exit 0');
    expect(await awsCli(['sts', 'nothing'])).toEqual({});
  });

  it('fails with what the CLI says, or when it is no JSON', async () => {
    await cli('echo "An error occurred (AccessDenied)" >&2; exit 254');
    await expect(awsCli(['budgets', 'describe', 'x'])).rejects.toThrow(
      'aws budgets describe: An error occurred (AccessDenied)',
    );
    await cli('echo text');
    await expect(awsCli(['budgets', 'describe'])).rejects.toThrow('did not answer JSON');
    await cli('exec sleep 20');
    await expect(awsCliWithin(100)(['budgets', 'describe'])).rejects.toThrow('did not answer in time');
  });

  it('fails with NotTried where there is none', async () => {
    vi.stubEnv('PATH', join(folder, 'nowhere'));
    await expect(awsCli(['sts', 'x'])).rejects.toThrow(new NotTried('the AWS CLI is not here'));
    await cli('exit 127');
    await expect(awsCli(['sts', 'x'])).rejects.toThrow(NotTried);
  });
});

describe('runProbes()', () => {
  const made = (name: string, run: Probe['run']): Probe => ({
    name,
    what: '',
    why: '',
    wants: ['--env'],
    makes: null,
    run,
  });
  let now = 0;
  const clock = {
    now: () => now,
    pause: async (ms: number) => {
      now += ms;
    },
  };
  const context = { clock } as LiveContext;

  it('tells each outcome with what was measured, and how many are wrong; what fails is wrong', async () => {
    const lines: string[] = [];
    const probes = [
      made('one', async () => ok('all is well')),
      made('three', async () => wrong('3 are not', 'mend them')),
      made('five', async () => {
        throw new NotTried('nobody is here');
      }),
      made('seven', async () => {
        throw new Error('no answer');
      }),
    ];
    expect(await runProbes(probes, context, (line) => lines.push(line))).toBe(2);
    expect(lines).toEqual([
      'ok         one    all is well (0 ms)',
      'WRONG      three  3 are not (0 ms)',
      '                  mend them',
      'not tried  five   nobody is here',
      'WRONG      seven  no answer (0 ms)',
      '                  it could not be looked at: see what is said, and try again',
      '1 ok, 2 wrong, 1 not tried',
    ]);
  });

  it('waits as long as it is told and no longer', async () => {
    const begun = now;
    expect(await waitFor(clock, { everyMs: 10, forMs: 35 }, async () => null)).toBeNull();
    expect(now - begun).toBe(40);
    expect(
      await waitFor(clock, { everyMs: 10, forMs: 35 }, async () => (now > begun + 50 ? 'seen' : null)),
    ).toBe('seen');
  });

  it.each([
    [812, '812 ms'],
    [12_340, '12.3 s'],
    [180_000, '3 min'],
  ])('writes %d ms as %s', (ms, text) => expect(spanText(ms)).toBe(text));
});

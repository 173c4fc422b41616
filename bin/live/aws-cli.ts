import { spawn } from 'node:child_process';
import { NotTried } from './probe.ts';

const TIMEOUT_MS = 60_000;
/** What a shell says of a program that it does not find. */
const NOT_FOUND = 127;
const MISSING = 'the AWS CLI is not here';

/** Asks the AWS CLI, which the deployment needs anyway; gives its JSON. */
export type AwsCli = (args: readonly string[]) => Promise<unknown>;

/**
 * The AWS CLI of this machine. Fails with NotTried where there is none, and with what it says when it does not succeed or
 * answer in this time.
 */
export function awsCliWithin(timeoutMs: number): AwsCli {
  return async (args) => {
    const called = `aws ${args.slice(0, 2).join(' ')}`;
    const { code, out, said } = await ended(args, timeoutMs, called);
    if (code === NOT_FOUND) throw new NotTried(MISSING);
    if (code !== 0) throw new Error(`${called}: ${said.trim() || `it ended with ${code}`}`);
    try {
      return out.trim() === '' ? {} : JSON.parse(out);
    } catch (cause) {
      throw new Error(`${called} did not answer JSON`, { cause });
    }
  };
}

/** The same, with time enough for every call. */
export const awsCli = awsCliWithin(TIMEOUT_MS);

type Ended = { readonly code: number | null; readonly out: string; readonly said: string };

function ended(args: readonly string[], timeoutMs: number, called: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn('aws', [...args, '--output', 'json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: AbortSignal.timeout(timeoutMs),
      env: { ...process.env, AWS_PAGER: '' },
    });
    let [out, said] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on('error', ({ name }) =>
      reject(name === 'AbortError' ? new Error(`${called} did not answer in time`) : new NotTried(MISSING)),
    );
    child.on('close', (code) => resolve({ code, out, said }));
  });
}

import { spawn } from 'node:child_process';
import { NotTried } from './probe.ts';

const TIMEOUT_MS = 60_000;
/** What a shell says of a program that it does not find. */
const NOT_FOUND = 127;

/** Asks the AWS CLI, which the deployment needs anyway; gives its JSON. */
export type AwsCli = (args: readonly string[]) => Promise<unknown>;

/** The AWS CLI of this machine. Fails with NotTried where there is none, and with what it says when it does not succeed. */
export const awsCli: AwsCli = (args) =>
  new Promise((resolve, reject) => {
    const missing = () => reject(new NotTried('the AWS CLI is not here'));
    const child = spawn('aws', [...args, '--output', 'json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIMEOUT_MS,
      env: { ...process.env, AWS_PAGER: '' },
    });
    let [out, said] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on('error', missing);
    child.on('close', (code) => {
      if (code === NOT_FOUND) return missing();
      if (code !== 0)
        return reject(
          new Error(`aws ${args.slice(0, 2).join(' ')}: ${said.trim() || `it ended with ${code}`}`),
        );
      try {
        resolve(out.trim() === '' ? {} : JSON.parse(out));
      } catch (cause) {
        reject(new Error(`aws ${args.slice(0, 2).join(' ')} did not answer JSON`, { cause }));
      }
    });
  });

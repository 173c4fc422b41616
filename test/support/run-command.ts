import { type ChildProcess, spawn } from 'node:child_process';

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

/** Runs one of the product's programs as a person would, without the preparation that npm does first. */
export function runCommand(
  program: 'ops' | 'local',
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly said: (text: string) => Promise<string>;
} {
  const child = spawn(process.execPath, ['--import', 'tsx', `bin/${program}.ts`, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let [out, err] = ['', ''];
  const listeners = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    for (const listener of listeners) listener();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, out, err })));
  const said = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        if (out.includes(text)) resolve(out);
      };
      listeners.add(look);
      look();
      void ended.then(() => reject(new Error(`ended without saying "${text}":\n${out}\n${err}`)));
    });
  return { child, ended, said };
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of each emulator. */
    motoUrls: readonly string[];
  }
}

const PROGRAM = fileURLToPath(new URL('./serial_moto.py', import.meta.url));
const START_MS = 30_000;
/** One for each worker of the tests, because files ask for the whole of an account. */
export const EMULATORS = 2;

/** Why the AWS emulator cannot run here and how to get it, or null when it can. */
export function motoMissing(): string | null {
  const found = spawnSync('python3', ['-c', 'import moto.server']);
  if (found.error !== undefined) return 'python3 not found';
  return found.status === 0 ? null : "python3 has no moto server; get it with: pip install 'moto[server]'";
}

/** Starts an emulator on a free port of the loopback interface; ends with the process that started it. */
export async function startMoto(): Promise<{
  readonly url: string;
  readonly close: () => Promise<void>;
}> {
  const child = spawn('python3', [PROGRAM], { stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const close = async () => {
    process.off('exit', kill);
    child.kill('SIGTERM');
    await ended;
  };
  try {
    return { url: await urlOf(child), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Starts the emulators; files of one worker have one after another. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (motoMissing() !== null) return undefined;
  const emulators = await Promise.all(Array.from({ length: EMULATORS }, startMoto));
  project.provide(
    'motoUrls',
    emulators.map(({ url }) => url),
  );
  return async () => {
    await Promise.all(emulators.map(({ close }) => close()));
  };
}

function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string) => reject(new Error(`the AWS emulator ${why}: ${said}`));
    const timer = setTimeout(() => fail('did not start in time'), START_MS);
    child.once('exit', () => fail('ended at once'));
    child.stderr?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-4_000);
    });
    child.stdout?.once('data', (chunk: Buffer) => {
      clearTimeout(timer);
      resolve(chunk.toString().trim());
    });
  });
}

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROCESS_FILE = fileURLToPath(new URL('./geography-process.mjs', import.meta.url));
const MEMORY_MB = 4_096;

/** Imports an upload in a process of its own, which may run out of memory without this one; it is ended after `timeoutMs`. */
export function importApart(id: string, timeoutMs: number): Promise<void> {
  const child = fork(PROCESS_FILE, [id], {
    execArgv: [`--max-old-space-size=${MEMORY_MB}`],
    stdio: ['ignore', 2, 2, 'ipc'],
    timeout: timeoutMs,
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`the process that imports boundaries ended (${signal ?? code})`));
    });
  });
}

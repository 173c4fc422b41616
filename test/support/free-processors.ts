import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

const SPIN_MS = 250;
const WAIT_MS = 1_000;

/** How much of all processors a program gets that asks for all of them: 1 where nothing else runs. */
export async function freeShare(): Promise<number> {
  const before = process.cpuUsage();
  const from = performance.now();
  await Promise.all(
    cpus().map(
      () =>
        new Promise<void>((resolve) => {
          const spin = `const until = performance.now() + ${SPIN_MS}; while (performance.now() < until);`;
          new Worker(spin, { eval: true }).on('exit', () => resolve());
        }),
    ),
  );
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / (performance.now() - from) / cpus().length;
}

/** Waits until a program gets at least this share of the processors; false when it never does within the patience. */
export async function processorsAreFree(share: number, patienceMs: number): Promise<boolean> {
  const until = Date.now() + patienceMs;
  while ((await freeShare()) < share) {
    if (Date.now() > until) return false;
    await wait(WAIT_MS);
  }
  return true;
}

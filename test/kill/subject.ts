import { join } from 'node:path';
import { ForkedDeliveryWorker } from '#adapters/duckdb/ingest/forked-worker.ts';
import { DropFolder } from '#adapters/local/drop-folder.ts';
import { makePlatform } from '#test/app/ingest/made-platform.ts';
import { LEASE_MS } from './lease.ts';

/**
 * The process that is killed: takes what lies in the drop folder through all its steps. It gets ready, says so, and
 * begins when it is told to; at the step that it is told of it kills itself. Runs bundled, with the worker's program beside it.
 */
const folder = process.argv[2];
const killAt = process.argv[3];
if (folder === undefined) throw new Error('say which folder');
const worker = new ForkedDeliveryWorker(folder, join(import.meta.dirname, 'worker-process.mjs'));
process.once('message', () => void run(folder));
process.send?.({ ready: worker.start() });

async function run(root: string): Promise<void> {
  const made = await makePlatform({
    folder: root,
    worker,
    process: {
      leaseMs: LEASE_MS,
      onStep: async (step) => {
        if (step === killAt) process.kill(process.pid, 'SIGKILL');
      },
    },
  });
  await new DropFolder(root, made.ingest.platform, { settleMs: 0 }).scan();
  await made.ingest.idle();
  process.send?.('done');
}

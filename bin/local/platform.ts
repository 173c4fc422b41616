import { ForkedDeliveryWorker } from '#adapters/duckdb/ingest/forked-worker.ts';
import { DuckDbEngine } from '#adapters/duckdb/query/engine.ts';
import { makeIngest } from '#app/ingest/ingest.ts';
import type { QueueOptions } from '#app/ingest/queue.ts';
import type { IngestPlatform } from '#app/ports.ts';
import { openStore } from './store.ts';

/** A data folder with everything that works on it; the workers start when they are first needed. */
export type LocalPlatform = {
  readonly folder: string;
  readonly platform: IngestPlatform;
  /** Settles when no delivery is queued or running in this process. */
  idle(): Promise<void>;
  close(): Promise<void>;
};

/** Opens a data folder; a server and operator's commands may have the same one open. */
export function openPlatform(path: string, options: QueueOptions = {}): LocalPlatform {
  const { folder, close, copyRegistry: _copyRegistry, ...store } = openStore(path);
  const engine = new DuckDbEngine({ root: folder });
  const ingest = makeIngest({ ...store, engine }, new ForkedDeliveryWorker(folder), options);
  return {
    folder,
    platform: ingest.platform,
    idle: ingest.idle,
    close: async () => {
      await ingest.close();
      await engine.close();
      await close();
    },
  };
}

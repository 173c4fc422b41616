import { sweepReasons } from '#app/access/reason.ts';
import { sealAudit } from '#app/audit/sealer.ts';
import { sweepExports } from '#app/export-link.ts';
import { sweepImports } from '#app/geography/upload.ts';
import type { IngestPlatform } from '#app/ports.ts';
import { expireLeases } from '#app/query/status.ts';
import { sweepQueries } from '#app/query/sweep.ts';
import { sweepTickets } from '#app/ticket.ts';
import type { Log } from '#http/log.ts';

const LEASES_MS = 2_000;
const SEAL_MS = 60_000;
const SWEEP_MS = 10 * 60_000;
const SWEEP_QUERIES_MS = 60 * 60_000;

/** Ends queries whose askers have gone, seals the audit, and removes what has expired, now and then. Returns how to stop. */
export function keepHouse(platform: IngestPlatform, log: Log): () => void {
  const every = (milliseconds: number, what: string, work: () => Promise<unknown>) => {
    let busy = false;
    const timer = setInterval(() => {
      if (busy) return;
      busy = true;
      work()
        .catch((error: unknown) => log({ level: 'error', message: `${what} failed`, error: String(error) }))
        .finally(() => {
          busy = false;
        });
    }, milliseconds);
    timer.unref();
    return timer;
  };
  const timers = [
    every(LEASES_MS, 'ending abandoned queries', () => expireLeases(platform)),
    every(SEAL_MS, 'sealing the audit', () => sealAudit(platform)),
    every(SWEEP_MS, 'removing what has expired', async () => {
      await sweepTickets(platform);
      await sweepExports(platform);
      await sweepImports(platform);
      await sweepReasons(platform);
    }),
    every(SWEEP_QUERIES_MS, 'removing old queries', () => sweepQueries(platform)),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

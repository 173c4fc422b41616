import { HOUSEKEEPING, type HousekeepingTask } from '#app/housekeeping.ts';
import type { Platform } from '#app/ports.ts';
import type { Log } from '#http/log.ts';

const EVERY_MS: Readonly<Record<HousekeepingTask, number>> = {
  'abandoned-queries': 2_000,
  alerts: 5_000,
  audit: 60_000,
  'identity-errands': 60_000,
  expired: 10 * 60_000,
  'old-queries': 60 * 60_000,
};

/** Does what is to be done now and then, in this process. Returns how to stop. */
export function keepHouse(platform: Platform, log: Log): () => void {
  const timers = Object.entries(HOUSEKEEPING).map(([name, { what, run }]) => {
    let busy = false;
    const timer = setInterval(
      () => {
        if (busy) return;
        busy = true;
        run(platform)
          .catch((error: unknown) => log({ level: 'error', message: `${what} failed`, error: String(error) }))
          .finally(() => {
            busy = false;
          });
      },
      EVERY_MS[name as HousekeepingTask],
    );
    timer.unref();
    return timer;
  });
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

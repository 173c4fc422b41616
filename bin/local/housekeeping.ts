import { HOUSEKEEPING, type HousekeepingTask } from '#app/housekeeping.ts';
import type { IngestPlatform } from '#app/ports.ts';
import { rollUpAll } from '#app/publication/roll-up.ts';
import type { Log } from '#http/log.ts';

const EVERY_MS: Readonly<Record<HousekeepingTask, number>> = {
  'abandoned-queries': 2_000,
  alerts: 5_000,
  audit: 60_000,
  'identity-errands': 60_000,
  expired: 10 * 60_000,
  'old-queries': 60 * 60_000,
};

const HOUR_MS = 60 * 60_000;
/** Of the day, UTC: looked at every hour. */
const NIGHT_HOUR = 2;

/** Makes the roll-ups that publications lack, at night. Fails when any could not be made. */
async function rollUpAtNight(platform: IngestPlatform): Promise<void> {
  if (platform.clock().getUTCHours() !== NIGHT_HOUR) return;
  const { failed } = await rollUpAll(platform);
  if (failed.length > 0)
    throw new Error(failed.map(({ dataset, error }) => `${dataset}: ${error}`).join('; '));
}

/** Does what is to be done now and then, in this process. Returns how to stop. */
export function keepHouse(platform: IngestPlatform, log: Log): () => void {
  const tasks = Object.entries(HOUSEKEEPING).map(([name, { what, run }]) => ({
    what,
    run: () => run(platform),
    everyMs: EVERY_MS[name as HousekeepingTask],
  }));
  const nightly = { what: 'making roll-ups', run: () => rollUpAtNight(platform), everyMs: HOUR_MS };
  const timers = [...tasks, nightly].map(({ what, run, everyMs }) => {
    let busy = false;
    const timer = setInterval(() => {
      if (busy) return;
      busy = true;
      Promise.resolve(run())
        .catch((error: unknown) => log({ level: 'error', message: `${what} failed`, error: String(error) }))
        .finally(() => {
          busy = false;
        });
    }, everyMs);
    timer.unref();
    return timer;
  });
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

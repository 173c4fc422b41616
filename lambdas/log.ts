import type { Log } from '#http/log.ts';
import type { BatchRecord } from './events/batch.ts';

/** One line of JSON each, as CloudWatch reads them. */
export const log: Log = (line) => console.log(JSON.stringify({ at: new Date().toISOString(), ...line }));

/** Says that a message comes again; never what it says. */
export function logFailedMessage({ messageId }: BatchRecord, error: unknown): void {
  log({ level: 'error', message: 'a message comes again', messageId, error: String(error) });
}

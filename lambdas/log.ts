import type { Log } from '#http/log.ts';
import type { BatchRecord } from './events/batch.ts';

/** One line of JSON each, as CloudWatch reads them. */
export const log: Log = (line) => console.log(JSON.stringify({ at: new Date().toISOString(), ...line }));

/** Says that a message comes again, and why; never what it says. */
export function logFailedMessage({ messageId }: BatchRecord, error: unknown): void {
  log({ level: 'error', message: 'a message comes again', messageId, ...failureFacts(error) });
}

/** A failure with what it came from, as facts of a line of the log. */
export function failureFacts(error: unknown): { readonly error: string; readonly causes: readonly string[] } {
  const causes: string[] = [];
  let cause = error instanceof Error ? error.cause : undefined;
  for (; cause !== undefined && causes.length < 5; cause = cause instanceof Error ? cause.cause : undefined)
    causes.push(String(cause));
  return { error: error instanceof Error ? (error.stack ?? String(error)) : String(error), causes };
}

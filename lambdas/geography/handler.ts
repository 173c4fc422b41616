import type { Context } from 'aws-lambda';
import { giveUpImport, locateUpload } from '#app/geography/run-import.ts';
import { IngestEnvironment } from '../environment.ts';
import { type BatchOutcome, BatchSchema, workOff } from '../events/batch.ts';
import { GeographyMessageSchema } from '../events/geography-message.ts';
import { openIngest } from '../ingest-platform.ts';
import { log, logFailedMessage } from '../log.ts';
import { environmentOf, eventOf, messageOf } from '../parsed.ts';
import { schemaGate } from '../schema.ts';
import { importApart } from './import-apart.ts';

/** An import has a call to itself. */
const NEEDED_MS = 10 * 60_000;
/** What is left to give an import up in words, when its process has taken all the time there is. */
const LAST_MS = 30_000;

const platform = openIngest(environmentOf(IngestEnvironment));
const schemaHolds = schemaGate(platform);

/** Imports uploaded boundaries, each in a process of its own, and has all records located in them. */
export async function handler(event: unknown, context: Context): Promise<BatchOutcome> {
  const { Records } = eventOf(BatchSchema, event);
  await schemaHolds();
  const remainingMs = () => context.getRemainingTimeInMillis();
  const work = async (body: string) => {
    const { import: id } = messageOf(GeographyMessageSchema, body);
    try {
      await importApart(id, remainingMs() - LAST_MS);
      await locateUpload(platform, id);
    } catch (error) {
      log({ level: 'error', message: 'import of boundaries failed', id, error: String(error) });
      await giveUpImport(platform, id, error);
    }
  };
  return workOff(Records, work, { remainingMs, neededMs: NEEDED_MS, onFailure: logFailedMessage });
}

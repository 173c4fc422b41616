import type { Context } from 'aws-lambda';
import { writeDownload } from '#app/query/download-write.ts';
import { brandId } from '#core/model/id.ts';
import { EngineEnvironment } from '../environment.ts';
import { type BatchOutcome, BatchSchema, workOff } from '../events/batch.ts';
import { DownloadMessageSchema } from '../events/download-message.ts';
import { logFailedMessage } from '../log.ts';
import { environmentOf, eventOf, messageOf } from '../parsed.ts';
import { openPlatform } from '../platform.ts';
import { schemaGate } from '../schema.ts';

/** What a large file may take. */
const NEEDED_MS = 5 * 60_000;

const platform = openPlatform(environmentOf(EngineEnvironment));
const schemaHolds = schemaGate(platform);

/** Writes the files of downloads; one that is written already stays as it is. */
export async function handler(event: unknown, context: Context): Promise<BatchOutcome> {
  const { Records } = eventOf(BatchSchema, event);
  await schemaHolds();
  const work = async (body: string) => {
    const { user, download } = messageOf(DownloadMessageSchema, body);
    await writeDownload(platform, brandId(user), brandId(download));
  };
  return workOff(Records, work, {
    remainingMs: () => context.getRemainingTimeInMillis(),
    neededMs: NEEDED_MS,
    onFailure: logFailedMessage,
  });
}

import * as z from 'zod';

const RecordSchema = z.object({
  messageId: z.string(),
  body: z.string(),
  attributes: z.object({ MessageGroupId: z.string().optional() }),
});

/** A batch of messages, as SQS hands it to a function. */
export const BatchSchema = z.object({
  Records: z.array(RecordSchema.extend({ eventSource: z.literal('aws:sqs') })).min(1),
});
export type BatchRecord = z.output<typeof RecordSchema>;

/** Messages that come again; all others are done with. */
export type BatchOutcome = { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] };

export type BatchOptions = {
  readonly remainingMs: () => number;
  /** What one message may need: with less time left, none is begun. */
  readonly neededMs: number;
  readonly onFailure: (record: BatchRecord, error: unknown) => void;
};

/**
 * Works on one message after another. One that fails comes again, and so do all after it in the same group of a FIFO
 * queue, so that their order holds; so does what there is no time for.
 */
export async function workOff(
  records: readonly BatchRecord[],
  work: (body: string) => Promise<void>,
  { remainingMs, neededMs, onFailure }: BatchOptions,
): Promise<BatchOutcome> {
  const again: { readonly itemIdentifier: string }[] = [];
  const heldUp = new Set<string>();
  for (const record of records) {
    const group = record.attributes.MessageGroupId;
    const isHeldUp = group !== undefined && heldUp.has(group);
    if (!isHeldUp && remainingMs() >= neededMs) {
      try {
        await work(record.body);
        continue;
      } catch (error) {
        onFailure(record, error);
      }
    }
    again.push({ itemIdentifier: record.messageId });
    if (group !== undefined) heldUp.add(group);
  }
  return { batchItemFailures: again };
}

import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { DeliveryQueue } from '#app/ports.ts';
import type { DatasetId } from '#core/model/id.ts';
import { awsFault } from './aws-fault.ts';

/** The body of a message, as JSON: a delivery that waits to be processed. */
export const DeliveryMessageSchema = z.strictObject({
  dataset: z.string().regex(/^[a-z][a-z0-9-]{1,47}$/),
  number: z.int().positive(),
});

/**
 * Deliveries in a FIFO queue, a group for each dataset: its consumer gets one of a dataset at a time, in the order in
 * which they were submitted. A delivery that is submitted again within five minutes is in the queue once.
 */
export class SqsDeliveryQueue implements DeliveryQueue {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor({ client, queueUrl }: { readonly client: SQSClient; readonly queueUrl: string }) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  async submit(dataset: DatasetId, number: number): Promise<void> {
    const message: z.input<typeof DeliveryMessageSchema> = { dataset, number };
    const command = new SendMessageCommand({
      QueueUrl: this.#queueUrl,
      MessageBody: JSON.stringify(message),
      MessageGroupId: dataset,
      MessageDeduplicationId: `${dataset}#${number}`,
    });
    try {
      await this.#client.send(command);
    } catch (error) {
      throw awsFault(error);
    }
  }
}

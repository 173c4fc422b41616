import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { awsFault } from './aws-fault.ts';

/** Where a message of a FIFO queue stands: after those of its group, and once within five minutes. */
export type Place = { readonly group: string; readonly once: string };

/** A queue of SQS that takes messages of one kind, as JSON. */
export class SqsMessageQueue<Message> {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor({ client, queueUrl }: { readonly client: SQSClient; readonly queueUrl: string }) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  /** Returns when the message is in the queue. Fails with UNAVAILABLE; `place` is for FIFO queues, and for them alone. */
  async send(message: Message, place?: Place): Promise<void> {
    try {
      await this.#client.send(
        new SendMessageCommand({
          QueueUrl: this.#queueUrl,
          MessageBody: JSON.stringify(message),
          ...(place === undefined ? {} : { MessageGroupId: place.group, MessageDeduplicationId: place.once }),
        }),
      );
    } catch (error) {
      throw awsFault(error);
    }
  }
}

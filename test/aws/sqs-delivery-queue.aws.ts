import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryMessageSchema, SqsDeliveryQueue } from '#adapters/aws/sqs-delivery-queue.ts';
import { type MotoStore, makeMotoStore, motoClient } from '#test/support/moto.ts';

let store: MotoStore;
let queue: SqsDeliveryQueue;
beforeEach(async () => {
  store = await makeMotoStore();
  queue = new SqsDeliveryQueue({ client: store.sqs, queueUrl: store.deliveryQueueUrl });
});
afterEach(() => store.close());

/** What a consumer gets that takes one message at a time, and how it says that it is done. */
async function take() {
  const { Messages = [] } = await store.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: store.deliveryQueueUrl, MaxNumberOfMessages: 1 }),
  );
  const [message] = Messages;
  if (message === undefined) return null;
  const { ReceiptHandle } = message;
  return {
    delivery: DeliveryMessageSchema.parse(JSON.parse(message.Body ?? '')),
    done: () => store.sqs.send(new DeleteMessageCommand({ QueueUrl: store.deliveryQueueUrl, ReceiptHandle })),
  };
}

describe('SqsDeliveryQueue({ client, queueUrl })', () => {
  it('gives one delivery of a dataset at a time, in order, while another dataset goes on', async () => {
    for (const number of [1, 2, 3]) await queue.submit('made-crime', number);
    await queue.submit('other-crime', 1);
    const first = await take();
    expect(first?.delivery).toEqual({ dataset: 'made-crime', number: 1 });
    const other = await take();
    expect(other?.delivery).toEqual({ dataset: 'other-crime', number: 1 });
    expect(await take()).toBeNull();
    await first?.done();
    expect((await take())?.delivery).toEqual({ dataset: 'made-crime', number: 2 });
    expect(await take()).toBeNull();
  });

  it('has a delivery once that is submitted twice', async () => {
    await queue.submit('made-crime', 1);
    await queue.submit('made-crime', 1);
    await (await take())?.done();
    expect(await take()).toBeNull();
  });

  it('fails with UNAVAILABLE when the queue is not there', async () => {
    const away = new SQSClient({ ...motoClient(), endpoint: 'http://127.0.0.1:9', maxAttempts: 1 });
    const lost = new SqsDeliveryQueue({ client: away, queueUrl: 'http://127.0.0.1:9/1/absent.fifo' });
    await expect(lost.submit('made-crime', 1)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    away.destroy();
  });
});

describe('DeliveryMessageSchema', () => {
  it.each([
    {},
    { dataset: 'Made', number: 1 },
    { dataset: 'made', number: 0 },
    { dataset: 'made', number: 1, more: 1 },
  ])('refuses %j', (message) => {
    expect(DeliveryMessageSchema.safeParse(message).success).toBe(false);
  });
});

import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Cloud } from '../cloud.ts';

const QUEUE = 'unclean-files-dead';
/** How long messages are out of sight while they are looked at, in seconds. */
const OUT_OF_SIGHT = 30;
const MOST_LOOKS = 20;

/** Whether the queue of unclean files tells of this object. Every message stays, in sight. */
export async function isTold(at: Cloud, region: string, key: string): Promise<boolean> {
  return eachMessage(at, region, key, null);
}

/** Takes the messages about this object out of the queue of unclean files; all others stay, in sight. */
export async function forget(at: Cloud, region: string, key: string): Promise<void> {
  await eachMessage(at, region, key, 'delete');
}

async function eachMessage(
  { names, in: clients }: Cloud,
  region: string,
  key: string,
  also: 'delete' | null,
): Promise<boolean> {
  const { sqs } = clients(region);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: names.of(QUEUE) }));
  const seen: Message[] = [];
  let found = false;
  for (let look = 0; look < MOST_LOOKS; look++) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: OUT_OF_SIGHT }),
    );
    if (Messages.length === 0) break;
    for (const message of Messages) {
      const isOurs = message.Body?.includes(key) === true;
      found ||= isOurs;
      const { ReceiptHandle } = message;
      if (isOurs && also === 'delete') await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      else seen.push(message);
    }
  }
  for (const { ReceiptHandle } of seen)
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  return found;
}

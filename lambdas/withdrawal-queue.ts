import type { SqsMessageQueue } from '#adapters/aws/sqs-message-queue.ts';
import type { Platform, WithdrawalQueue } from '#app/ports.ts';
import type { WithdrawalMessage } from './events/withdrawal-message.ts';

/** Withdrawals in the queue of deliveries, each after what is queued of its dataset. */
export function withdrawalQueue(
  queue: SqsMessageQueue<WithdrawalMessage>,
  newId: Platform['newId'],
): WithdrawalQueue {
  return {
    submit: (dataset, number, by) =>
      queue.send({ kind: 'withdrawal', dataset, number, by }, { group: dataset, once: newId() }),
  };
}

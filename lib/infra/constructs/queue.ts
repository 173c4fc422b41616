import { Duration } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnEventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Place } from '../place.ts';

/** A queue with its dead letters: what failed three times is kept there for two weeks and raises an alarm. */
export class QueueWithDeadLetters extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(
    scope: Construct,
    id: string,
    props: {
      /** Of its physical name. */
      readonly noun: string;
      readonly place: Place;
      readonly keyArn: string;
      /** Of the function that takes from it. */
      readonly timeoutSeconds: number;
      readonly fifo?: boolean;
    },
  ) {
    super(scope, id);
    const { place, noun, keyArn, timeoutSeconds, fifo = false } = props;
    const suffix = fifo ? '.fifo' : '';
    const shared = {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: Key.fromKeyArn(this, 'Key', keyArn),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      ...(fifo ? { fifo: true, contentBasedDeduplication: true } : {}),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...shared,
      queueName: place.names.of(`${noun}-dead${suffix}`),
    });
    this.queue = new Queue(this, 'Queue', {
      ...shared,
      queueName: place.names.of(`${noun}${suffix}`),
      visibilityTimeout: Duration.seconds(timeoutSeconds * 6),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 3 },
    });
  }
}

/** Has a function take from a queue and say which messages failed; at most `atOnce` calls run beside each other. */
export function workOff(
  scope: Construct,
  id: string,
  {
    from,
    to,
    batch,
    atOnce,
  }: { readonly from: Queue; readonly to: LambdaFunction; readonly batch: number; readonly atOnce: number },
): void {
  new CfnEventSourceMapping(scope, id, {
    eventSourceArn: from.queueArn,
    functionName: to.functionName,
    batchSize: batch,
    functionResponseTypes: ['ReportBatchItemFailures'],
    scalingConfig: { maximumConcurrency: atOnce },
  });
}

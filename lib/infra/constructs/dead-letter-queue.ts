import { Duration } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Place } from '../place.ts';
import { acknowledge } from '../policies/acknowledgements.ts';

/** A queue that keeps for two weeks what could not be delivered to its target; named `<noun>-dead`. */
export function deadLetterQueue(scope: Construct, place: Place, noun: string, keyArn: string): Queue {
  const queue = new Queue(scope, `DeadLetters-${noun}`, {
    queueName: place.names.of(`${noun}-dead`),
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: Key.fromKeyArn(scope, `DeadLettersKey-${noun}`, keyArn),
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  acknowledge(queue, ['AwsSolutions-SQS3'], 'dead letters');
  return queue;
}

import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Place } from '../place.ts';

/** A log that is encrypted and kept as long as the environment says. */
export function logGroup(
  scope: Construct,
  id: string,
  props: { readonly place: Place; readonly name: string; readonly keyArn: string },
): LogGroup {
  const { place, name, keyArn } = props;
  return new LogGroup(scope, id, {
    logGroupName: name,
    retention: place.environment.logRetention,
    encryptionKey: Key.fromKeyArn(scope, `${id}Key`, keyArn),
    removalPolicy: place.environment.removal,
  });
}

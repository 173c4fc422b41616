import { CfnServer } from 'aws-cdk-lib/aws-transfer';
import { Construct } from 'constructs';
import type { Place } from '../place.ts';
import { logGroup } from './log-group.ts';

/** An SFTP endpoint for agencies with scheduled jobs; each gets a user of its own, whose home is `ingest/<agency>/`. */
export class SftpServer extends Construct {
  constructor(scope: Construct, id: string, props: { readonly place: Place; readonly keyArn: string }) {
    super(scope, id);
    const log = logGroup(this, 'Log', {
      place: props.place,
      name: `/aws/transfer/${props.place.names.of('sftp')}`,
      keyArn: props.keyArn,
    });
    new CfnServer(this, 'Server', {
      domain: 'S3',
      protocols: ['SFTP'],
      endpointType: 'PUBLIC',
      identityProviderType: 'SERVICE_MANAGED',
      securityPolicyName: 'TransferSecurityPolicy-2024-01',
      structuredLogDestinations: [log.logGroupArn],
    });
  }
}

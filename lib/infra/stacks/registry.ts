import { AttributeType, Billing, StreamViewType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { type Place, PlacedStack } from '../place.ts';
import type { KeysStack } from './keys.ts';

/** The registry: one global table, written in the active region. */
export class RegistryStack extends PlacedStack {
  readonly streamArn: string;

  constructor(scope: Construct, place: Place, keys: KeysStack) {
    super(scope, 'registry', place, { stateful: true, description: 'SafeStats: registry' });
    const { environment, names, otherRegion } = place;
    const recovery = {
      pointInTimeRecoveryEnabled: true,
      recoveryPeriodInDays: environment.pointInTimeDays,
    };
    const table = new TableV2(this, 'Registry', {
      tableName: names.table(),
      partitionKey: { name: 'partition', type: AttributeType.STRING },
      sortKey: { name: 'sort', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      encryption: TableEncryptionV2.customerManagedKey(Key.fromKeyArn(this, 'Key', keys.arns.data), {
        [otherRegion]: keys.arnIn(otherRegion, 'data'),
      }),
      pointInTimeRecoverySpecification: recovery,
      deletionProtection: environment.protect,
      removalPolicy: environment.removal,
      replicas: [
        {
          region: otherRegion,
          pointInTimeRecoverySpecification: recovery,
          deletionProtection: environment.protect,
        },
      ],
    });
    if (table.tableStreamArn === undefined) throw new Error('the registry has no stream');
    this.streamArn = table.tableStreamArn;
  }
}

import { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDataLakeSettings, CfnResource } from 'aws-cdk-lib/aws-lakeformation';
import type { Construct } from 'constructs';
import { recordsLocation } from '../constructs/lake-grants.ts';
import { type Place, PlacedStack } from '../place.ts';
import { acknowledgeUnder } from '../policies/acknowledgements.ts';
import type { KeysStack } from './keys.ts';

/** The database of Glue under Lake Formation. Its tables are made from definitions when a dataset is first published. */
export class CatalogueStack extends PlacedStack {
  constructor(scope: Construct, place: Place, keys: KeysStack) {
    super(scope, 'catalogue', place, { stateful: true, description: 'SafeStats: catalogue' });
    const { names, settings, region } = place;
    const lake = new CfnDataLakeSettings(this, 'Settings', {
      admins: [{ dataLakePrincipalIdentifier: names.executionRoleArn(region) }],
      readOnlyAdmins: [],
      createDatabaseDefaultPermissions: [],
      createTableDefaultPermissions: [],
      allowExternalDataFiltering: false,
      allowFullTableExternalDataAccess: false,
      mutationType: 'REPLACE',
    });
    for (const name of [names.database(), ...(settings.makeDefaultDatabase ? ['default'] : [])]) {
      const database = new CfnDatabase(this, `Database-${name}`, {
        catalogId: settings.account,
        databaseInput: { name, createTableDefaultPermissions: [] },
      });
      database.addResourceDependency(lake);
      database.applyRemovalPolicy(place.environment.removal);
    }
    const role = this.#locationRole(keys);
    const location = new CfnResource(this, 'Records', {
      resourceArn: recordsLocation(place),
      roleArn: role.roleArn,
      useServiceLinkedRole: false,
      hybridAccessEnabled: false,
    });
    location.addResourceDependency(lake);
    location.node.addDependency(role);
  }

  /** Reads records for whoever Lake Formation lets. */
  #locationRole(keys: KeysStack): Role {
    const { place } = this;
    const bucket = place.names.bucketArn('lake', place.region);
    const service = new ServicePrincipal('lakeformation.amazonaws.com');
    const role = new Role(this, 'RecordsRole', {
      roleName: place.names.role('lake-formation', place.region),
      assumedBy: service,
      inlinePolicies: {
        read: new PolicyDocument({
          statements: [
            new PolicyStatement({ actions: ['s3:GetObject'], resources: [`${bucket}/lake/*`] }),
            new PolicyStatement({
              actions: ['s3:ListBucket'],
              resources: [bucket],
              conditions: { StringLike: { 's3:prefix': ['lake/*'] } },
            }),
            new PolicyStatement({
              actions: ['kms:Decrypt'],
              resources: [keys.arns.data],
              conditions: { StringEquals: { 'kms:ViaService': `s3.${place.region}.amazonaws.com` } },
            }),
          ],
        }),
      },
    });
    acknowledgeUnder(role, [`${bucket}/lake/*`], 'every record');
    role.assumeRolePolicy?.addStatements(
      new PolicyStatement({ principals: [service], actions: ['sts:SetSourceIdentity', 'sts:SetContext'] }),
    );
    return role;
  }
}

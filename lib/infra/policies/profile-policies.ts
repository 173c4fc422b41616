/** One statement of an IAM policy, as JSON has it. */
export type PolicyStatement = {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
};

/** What the statements about profiles name. */
export type ProfilePolicyNames = {
  /** Account of everything. */
  readonly account: string;
  /** `aws`, but for the partitions of other countries. */
  readonly partition: string;
  /** Both regions: roles are of the whole account. */
  readonly regions: readonly string[];
  /** Of Glue. */
  readonly database: string;
  /** `arn:aws:iam::<account>:role/safestats/profile/ss-p-`, followed by the id of a profile. */
  readonly profileRolePrefix: string;
  /** `ss-`, followed by the id of a profile. */
  readonly workgroupPrefix: string;
  readonly boundaryArn: string;
  readonly profilePolicyArn: string;
  /** Of the keys that encrypt managed results, one a region. */
  readonly resultsKeyArns: readonly string[];
};

const PROFILE_ID = `\${aws:PrincipalTag/profileId}`;

/** Actions to which AWS gives no resource, so that they stand with `*`: Lake Formation's own grants narrow them. */
export const ACTIONS_WITHOUT_RESOURCE = [
  'iam:ListRoles',
  'lakeformation:BatchGrantPermissions',
  'lakeformation:BatchRevokePermissions',
  'lakeformation:CreateDataCellsFilter',
  'lakeformation:DeleteDataCellsFilter',
  'lakeformation:GetDataAccess',
  'lakeformation:GetDataCellsFilter',
  'lakeformation:GetDataLakeSettings',
  'lakeformation:ListDataCellsFilter',
  'lakeformation:ListLakeFormationOptIns',
  'lakeformation:ListPermissions',
  'lakeformation:ListResources',
  'lakeformation:UpdateDataCellsFilter',
] as const;

/**
 * The one managed policy of all roles of profiles, and their boundary: a role runs and reads statements in the workgroup
 * of its own profile, which its tag names, and reads the data that Lake Formation hands it. It reaches no bucket.
 */
export function profileStatements(names: ProfilePolicyNames): readonly PolicyStatement[] {
  const { account, partition, regions, workgroupPrefix, resultsKeyArns } = names;
  return [
    {
      Sid: 'OwnWorkgroup',
      Effect: 'Allow',
      Action: [
        'athena:GetQueryExecution',
        'athena:GetQueryResults',
        'athena:StartQueryExecution',
        'athena:StopQueryExecution',
      ],
      Resource: regions.map(
        (region) => `arn:${partition}:athena:${region}:${account}:workgroup/${workgroupPrefix}${PROFILE_ID}`,
      ),
    },
    {
      Sid: 'Catalogue',
      Effect: 'Allow',
      Action: [
        'glue:BatchGetPartition',
        'glue:GetDatabase',
        'glue:GetPartition',
        'glue:GetPartitions',
        'glue:GetTable',
        'glue:GetTables',
      ],
      Resource: catalogueArns(names),
    },
    { Sid: 'GovernedData', Effect: 'Allow', Action: ['lakeformation:GetDataAccess'], Resource: ['*'] },
    {
      Sid: 'Results',
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: resultsKeyArns,
    },
  ];
}

/**
 * What the provisioner may do: make and remove roles under the boundary and with the one policy, the workgroups, filters
 * and grants of profiles, and read what there is. It can neither widen a role nor read data.
 */
export function provisionerStatements(names: ProfilePolicyNames): readonly PolicyStatement[] {
  const { account, partition, regions, profileRolePrefix, workgroupPrefix } = names;
  const roles = [`${profileRolePrefix}*`];
  const { resultsKeyArns, boundaryArn, profilePolicyArn } = names;
  return [
    {
      Sid: 'MakeRoles',
      Effect: 'Allow',
      Action: ['iam:CreateRole'],
      Resource: roles,
      Condition: { StringEquals: { 'iam:PermissionsBoundary': boundaryArn } },
    },
    {
      Sid: 'KeepRoles',
      Effect: 'Allow',
      Action: [
        'iam:DeleteRole',
        'iam:GetRole',
        'iam:ListAttachedRolePolicies',
        'iam:ListRolePolicies',
        'iam:TagRole',
      ],
      Resource: roles,
    },
    {
      Sid: 'AttachTheOnePolicy',
      Effect: 'Allow',
      Action: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
      Resource: roles,
      Condition: { ArnEquals: { 'iam:PolicyARN': profilePolicyArn } },
    },
    { Sid: 'FindRoles', Effect: 'Allow', Action: ['iam:ListRoles'], Resource: ['*'] },
    {
      Sid: 'Workgroups',
      Effect: 'Allow',
      Action: [
        'athena:CreateWorkGroup',
        'athena:DeleteWorkGroup',
        'athena:GetWorkGroup',
        'athena:ListQueryExecutions',
        'athena:StopQueryExecution',
        'athena:UpdateWorkGroup',
      ],
      Resource: regions.map(
        (region) => `arn:${partition}:athena:${region}:${account}:workgroup/${workgroupPrefix}*`,
      ),
    },
    { Sid: 'ResultsKey', Effect: 'Allow', Action: ['kms:DescribeKey'], Resource: resultsKeyArns },
    {
      Sid: 'FiltersAndGrants',
      Effect: 'Allow',
      Action: ACTIONS_WITHOUT_RESOURCE.filter(
        (action) => action.startsWith('lakeformation:') && action !== 'lakeformation:GetDataAccess',
      ),
      Resource: ['*'],
    },
    {
      Sid: 'Catalogue',
      Effect: 'Allow',
      Action: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables'],
      Resource: catalogueArns(names),
    },
    {
      Sid: 'NeverWiden',
      Effect: 'Deny',
      Action: [
        'iam:DeleteRolePermissionsBoundary',
        'iam:PutRolePermissionsBoundary',
        'iam:PutRolePolicy',
        'iam:UpdateAssumeRolePolicy',
        'lakeformation:DeregisterResource',
        'lakeformation:GetDataAccess',
        'lakeformation:PutDataLakeSettings',
        'lakeformation:RegisterResource',
        'sts:AssumeRole',
      ],
      Resource: ['*'],
    },
  ];
}

/** The database, its tables, and the database `default`, which Athena asks about whatever a statement names. */
function catalogueArns({
  account,
  partition,
  regions,
  database,
}: Pick<ProfilePolicyNames, 'account' | 'partition' | 'regions' | 'database'>): readonly string[] {
  return regions.flatMap((region) =>
    ['catalog', 'database/default', `database/${database}`, `table/${database}/*`].map(
      (path) => `arn:${partition}:glue:${region}:${account}:${path}`,
    ),
  );
}

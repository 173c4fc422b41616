/** Actions that functions are allowed, that no call of `functions.aws.ts` shows, and why they stay allowed. */
export type Uncalled = {
  /** Of a line `<function>: <action> on <resources>`. */
  readonly line: RegExp;
  readonly why: string;
};

export const UNCALLED: readonly Uncalled[] = [
  {
    line: /^[\w-]+: dynamodb:(ConditionCheckItem|DeleteItem|UpdateItem|GetItem|Query) on \S+$/,
    why: 'one transaction of the registry may put, delete and check; whoever may put an item can undo it as well, and the contract of the registry tries all of them',
  },
  {
    line: /^[\w-]+: s3:ListBucket on /,
    why: 'without it S3 says of an object that is not there that it is forbidden; the contract of the objects reads absent ones',
  },
  {
    line: /^[\w-]+: s3:AbortMultipartUpload on /,
    why: 'a file whose parts fail is taken back: s3-objects.aws.ts, over a line that fails',
  },
  {
    line: /^api-(admin|deliveries): s3:GetObject on \S+\/geography\/\*, /,
    why: 'profiles are judged by what is published, and codes by boundaries; nothing else is under these prefixes but open data and manifests',
  },
  {
    line: /^(api-admin|api-audit): sts:(AssumeRole|SetSourceIdentity) on /,
    why: 'a draft of a profile is tried, and an answer seen again, by the engine that api-explore asks: the same code in the same role',
  },
  {
    line: /^(downloads|housekeeping): s3:DeleteObject on \S+\/exports\/\*$/,
    why: 'a download that was cancelled while its file was written, or has expired: the tests of downloads and of export links',
  },
  {
    line: /^(ingest|geography): s3:DeleteObject on /,
    why: 'versions that ten later publications have replaced: publication/clean-up.test.ts',
  },
  {
    line: /^(ingest|geography): glue:BatchDeletePartition on /,
    why: 'partitions go after their files: both-regions.aws.ts and the contract of the tables',
  },
  {
    line: /^((ingest|geography): glue:(CreateTable|UpdateTable|GetPartitions|BatchUpdatePartition)|api-admin: glue:CreateTable) on /,
    why: 'a publication makes the tables that it is the first to need and adds columns of new boundaries to all partitions, in both regions; api-admin is seen to do so',
  },
  {
    line: /^provisioner: sqs:SendMessage on \S+-provisioning-dead$/,
    why: 'Lambda itself sends what it cannot hand on of the stream, as the function',
  },
  {
    line: /^provisioner: glue:Get(Database|Table) on /,
    why: 'Lake Formation reads the table as its caller when a filter is made',
  },
  {
    line: /^provisioner: athena:(UpdateWorkGroup|StopQueryExecution) on /,
    why: 'a workgroup that was changed by hand, and what a suspended profile still runs: profile-drift.aws.ts, profile-enforcer.aws.ts',
  },
  {
    line: /^audit-sealer: s3:GetObject on /,
    why: 'the object that a sealer wrote before it was killed: audit.aws.ts',
  },
  {
    line: /^(housekeeping|identity): cognito-idp:(AdminDisableUser|AdminEnableUser|AdminDeleteUser|AdminUserGlobalSignOut|ListUsers) on /,
    why: 'what an account has become when the pool did not answer at first: the errand that api-admin is seen to do',
  },
];

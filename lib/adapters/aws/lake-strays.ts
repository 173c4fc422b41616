import {
  GetDataLakeSettingsCommand,
  type LakeFormationClient,
  type PrincipalPermissions,
  paginateListLakeFormationOptIns,
  paginateListResources,
} from '@aws-sdk/client-lakeformation';
import type { ProfileId } from '#core/model/id.ts';
import { EVERYBODY, resourceWords } from './grants.ts';
import type { ProfileRegion, RegionState } from './profile-region.ts';

export type StrayOptions = {
  readonly lakeformation: LakeFormationClient;
  readonly catalogId: string;
  /** Principals of Lake Formation that are no profiles: of the product's own functions and of operators. */
  readonly knownPrincipals: readonly string[];
  /** The profile whose role an ARN is, or null. */
  readonly profileOf: (arn: string) => ProfileId | null;
};

/** What lets anybody past the profiles in one region, or belongs to none of these, in words. */
export async function findStrays(
  { lakeformation, catalogId, knownPrincipals, profileOf }: StrayOptions,
  { filters }: Pick<ProfileRegion, 'filters'>,
  state: RegionState,
  profiles: ReadonlySet<ProfileId>,
): Promise<readonly string[]> {
  const grants = state.grants.flatMap(({ principal, permissions, resource }) => {
    const id = profileOf(principal);
    if ((id !== null && profiles.has(id)) || knownPrincipals.includes(principal)) return [];
    return [`${principalWords(principal, id)} ${permissions.join(', ')} on ${resourceWords(resource)}`];
  });
  const unknown = [...state.filters].flatMap(([table, named]) =>
    [...named.keys()].flatMap((name) => {
      const id = filters.profileOf(name, table);
      return id !== null && profiles.has(id) ? [] : [`the filter ${name} of ${table} belongs to no profile`];
    }),
  );
  return [...grants, ...unknown, ...(await looseSettings(lakeformation, catalogId))];
}

function principalWords(principal: string, id: ProfileId | null): string {
  if (principal === EVERYBODY) return 'everybody whom IAM lets has';
  return id === null ? `${principal.split('/').at(-1)} has` : `the role of "${id}", which is no profile, has`;
}

/** Settings under which Lake Formation would not ask its grants. */
async function looseSettings(client: LakeFormationClient, catalogId: string): Promise<readonly string[]> {
  const { DataLakeSettings } = await client.send(new GetDataLakeSettingsCommand({ CatalogId: catalogId }));
  const toEverybody = (permissions: readonly PrincipalPermissions[] = []) =>
    permissions.some(({ Principal }) => Principal?.DataLakePrincipalIdentifier === EVERYBODY);
  const hybrid: string[] = [];
  for await (const { ResourceInfoList = [] } of paginateListResources({ client }, {}))
    for (const { HybridAccessEnabled } of ResourceInfoList)
      if (HybridAccessEnabled === true)
        hybrid.push('a location asks Lake Formation only for those who opted in');
  for await (const { LakeFormationOptInsInfoList = [] } of paginateListLakeFormationOptIns({ client }, {}))
    for (const { Resource = {} } of LakeFormationOptInsInfoList)
      hybrid.push(`there is an opt-in for ${resourceWords(Resource)}`);
  return [
    ...(toEverybody(DataLakeSettings?.CreateDatabaseDefaultPermissions)
      ? ['new databases are open to everybody whom IAM lets']
      : []),
    ...(toEverybody(DataLakeSettings?.CreateTableDefaultPermissions)
      ? ['new tables are open to everybody whom IAM lets']
      : []),
    ...hybrid,
  ];
}

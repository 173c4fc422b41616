import { GetDataLakeSettingsCommand } from '@aws-sdk/client-lakeformation';
import { readTables } from '#adapters/aws/governed-tables.ts';
import { EVERYBODY, type Grant, Grants, resourceWords } from '#adapters/aws/grants.ts';
import { Patience } from '#adapters/aws/patience.ts';
import { findEnforcement } from '#app/access/enforcement-store.ts';
import { listProfileItems } from '#app/access/profile-store.ts';
import type { Cloud } from '../cloud.ts';
import { type Clock, countText, NotTried, ok, type Probe, wrong } from '../probe.ts';

/** Lake Formation shows a caller only the grants that the caller may give, and its administrators all. */
export const BLIND =
  'Lake Formation does not show you its grants: for the day, make yourself one of its read-only administrators (docs/deployment.md, day one)';

export const defaultGrants: Probe = {
  name: 'default-grants',
  what: 'No default grant is left, in both regions',
  why: 'one would pass by every filter',
  wants: ['--env'],
  makes: null,
  async run({ cloud, clock }) {
    const at = cloud();
    const seen: string[] = [];
    for (const region of at.regions) {
      const { DataLakeSettings = {} } = await at
        .in(region)
        .lakeformation.send(new GetDataLakeSettingsCommand({ CatalogId: at.account }));
      const { CreateDatabaseDefaultPermissions = [], CreateTableDefaultPermissions = [] } = DataLakeSettings;
      if ([...CreateDatabaseDefaultPermissions, ...CreateTableDefaultPermissions].length > 0)
        return wrong(
          `${region}: new databases or tables are given to everybody`,
          'empty both lists with `aws lakeformation put-data-lake-settings`, and revoke what was given meanwhile',
        );
      const grants = await grantsIn(at, region, clock);
      const open = grants.filter(({ principal }) => principal === EVERYBODY);
      if (open.length > 0)
        return wrong(
          `${region}: ${[...new Set(open.map(({ resource }) => resourceWords(resource)))].join(', ')} given to ${EVERYBODY}`,
          'revoke it with `aws lakeformation revoke-permissions` before anybody asks anything',
        );
      refuseBlind(at, region, grants);
      seen.push(`${region} ${countText(grants.length, 'grant')}`);
    }
    return ok(`${seen.join(', ')}, none to everybody`);
  },
};

export const profileGrants: Probe = {
  name: 'profile-grants',
  what: 'Profiles in force hold their filters in both regions',
  why: 'the primary’s provisioner grants in a region of another stack',
  wants: ['--env'],
  makes: null,
  async run({ cloud, clock }) {
    const at = cloud();
    const profiles = await enforcedProfiles(at);
    const counts: string[] = [];
    for (const region of at.regions) {
      const grants = await grantsIn(at, region, clock);
      refuseBlind(at, region, grants);
      const holds = (id: string) =>
        grants.filter(
          ({ principal, resource, permissions }) =>
            principal === `${at.names.profileRolePrefix()}${id}` &&
            resource.DataCellsFilter !== undefined &&
            permissions.includes('SELECT'),
        ).length;
      const without = profiles.filter((id) => holds(id) === 0);
      if (without.length > 0)
        return wrong(
          `${region}: ${without.join(', ')} ${without.length === 1 ? 'holds' : 'hold'} no filter`,
          'look at the log of `provisioner`: it says what it was refused; the stack `grants` gives it what it may hand on',
        );
      counts.push(
        `${region} ${countText(
          profiles.reduce((sum, id) => sum + holds(id), 0),
          'filter',
        )}`,
      );
    }
    return ok(`${countText(profiles.length, 'profile')}: ${counts.join(', ')}`);
  },
};

/** Active profiles that are in force and show something of what is published. Fails with NotTried when there are none. */
export async function enforcedProfiles({ registry }: Pick<Cloud, 'registry'>): Promise<readonly string[]> {
  const published = new Set((await registry.list('publication')).map(({ sort }) => sort));
  const ids: string[] = [];
  for (const { profile } of await listProfileItems(registry)) {
    const { id, state, datasets } = profile;
    if (state !== 'active' || !Object.keys(datasets).some((dataset) => published.has(dataset))) continue;
    if (((await findEnforcement(registry, id))?.value.version ?? 0) > 0) ids.push(id);
  }
  if (ids.length === 0)
    throw new NotTried('no profile that shows something published is in force yet: make one first');
  return ids;
}

async function grantsIn(at: Cloud, region: string, clock: Clock): Promise<readonly Grant[]> {
  const { lakeformation, glue } = at.in(region);
  const database = at.names.database();
  const patience = new Patience((ms) => clock.pause(ms));
  const tables = await readTables(glue, at.account, database);
  return new Grants({ lakeformation, catalogId: at.account, database, patience }).list([...tables.keys()]);
}

/** The stacks themselves grant to functions: a list without any of these is not the whole. Fails with NotTried. */
function refuseBlind({ names }: Cloud, region: string, grants: readonly Grant[]): void {
  if (!grants.some(({ principal }) => principal === names.roleArn('ingest', region)))
    throw new NotTried(BLIND);
}

import {
  type AthenaClient,
  DeleteWorkGroupCommand,
  ListWorkGroupsCommand,
  type ListWorkGroupsCommandOutput,
} from '@aws-sdk/client-athena';
import {
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import { PROFILE_ROLE_NAME, PROFILE_ROLE_PATH, WORKGROUP_PREFIX } from '#infra/names.ts';

/** Names of the roles that profiles have; no stack made them, and their policy cannot be removed before them. */
export async function profileRoles(client: IAMClient): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { Roles = [] } of paginateListRoles({ client }, { PathPrefix: PROFILE_ROLE_PATH }))
    for (const { RoleName = '' } of Roles) if (RoleName.startsWith(PROFILE_ROLE_NAME)) names.push(RoleName);
  return names;
}

/** Removes roles of profiles. */
export async function removeRoles(client: IAMClient, roles: readonly string[]): Promise<void> {
  for (const RoleName of roles) {
    for await (const { AttachedPolicies = [] } of paginateListAttachedRolePolicies({ client }, { RoleName }))
      for (const { PolicyArn } of AttachedPolicies)
        await client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await client.send(new DeleteRoleCommand({ RoleName }));
  }
}

/** Names of the workgroups that profiles have in a region. */
export async function profileWorkgroups(client: AthenaClient): Promise<readonly string[]> {
  const names: string[] = [];
  let NextToken: string | undefined;
  do {
    const page: ListWorkGroupsCommandOutput = await client.send(
      new ListWorkGroupsCommand(NextToken === undefined ? {} : { NextToken }),
    );
    for (const { Name = '' } of page.WorkGroups ?? [])
      if (Name.startsWith(WORKGROUP_PREFIX)) names.push(Name);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return names;
}

/** Removes workgroups with what is kept of their results. */
export async function removeWorkgroups(client: AthenaClient, names: readonly string[]): Promise<void> {
  for (const WorkGroup of names)
    await client.send(new DeleteWorkGroupCommand({ WorkGroup, RecursiveDeleteOption: true }));
}

import type { Role } from '#app/caller.ts';
import type { Organisation } from '#app/people.ts';
import type { Registry, RegistryItem } from '#app/ports.ts';
import type { OrganisationId, ProfileId, UserId } from '#core/model/id.ts';

/** A way in for one person, with what they are given fixed by who invited them. */
export type Invitation = {
  readonly id: string;
  readonly email: string;
  /** As the person who invites wrote it; null = they say it themselves. */
  readonly name: string | null;
  readonly organisation: OrganisationId;
  readonly roles: readonly Role[];
  readonly agencies: readonly string[];
  readonly profile: ProfileId | null;
  readonly profileUntil: string | null;
  readonly invitedBy: UserId;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** What has become of it; `expired` is told by the clock. */
  readonly state: 'open' | 'accepted' | 'withdrawn';
  /** Of the secret in its link, which nobody keeps. */
  readonly secretHash: string;
};

const PARTITION = 'invitation';
const SECRET_PARTITION = 'invitation-secret';

/** Registry partition with the ids of an organisation's invitations. */
export function invitationPartition(organisation: OrganisationId): string {
  return `invitation-of#${organisation}`;
}

/** Registry partition with the ids of the invitations of an address. */
function addressPartition(email: string): string {
  return `invitation-for#${email}`;
}

/** The invitation with its version, or null. */
export async function findInvitation(
  registry: Registry,
  id: string,
): Promise<RegistryItem<Invitation> | null> {
  return registry.get<Invitation>(PARTITION, id);
}

/** The invitation whose link has a secret with this hash, or null. */
export async function invitationOfSecret(
  registry: Registry,
  secretHash: string,
): Promise<RegistryItem<Invitation> | null> {
  const entry = await registry.get<{ readonly invitation: string }>(SECRET_PARTITION, secretHash);
  return entry === null ? null : findInvitation(registry, entry.value.invitation);
}

/** The latest invitations of an address (lower case), newest first. */
export async function invitationsFor(
  registry: Registry,
  email: string,
): Promise<readonly RegistryItem<Invitation>[]> {
  const entries = await registry.list<{ readonly invitation: string }>(addressPartition(email), {
    descending: true,
    limit: 20,
  });
  const items = await Promise.all(entries.map(({ value }) => findInvitation(registry, value.invitation)));
  return items.filter((item) => item !== null);
}

/** Whether somebody may still come in by it. */
export function isOpen({ state, expiresAt }: Invitation, now: Date): boolean {
  return state === 'open' && expiresAt > now.toISOString();
}

/** Writes an invitation at the version that is expected (0 = new). */
export function invitationWrites(invitation: Invitation, expected: number) {
  const { id, email, organisation, secretHash } = invitation;
  const entry = { invitation: id };
  const put = { kind: 'put' as const };
  return [
    { ...put, partition: PARTITION, sort: id, value: invitation, expected },
    { ...put, partition: invitationPartition(organisation), sort: id, value: entry, expected: null },
    { ...put, partition: addressPartition(email), sort: id, value: entry, expected: null },
    { ...put, partition: SECRET_PARTITION, sort: secretHash, value: entry, expected: null },
  ];
}

/** Newest first, before a key; of one organisation, or of all (null). */
export async function invitationsBefore(
  registry: Registry,
  organisation: Organisation['id'] | null,
  before: string | null,
  limit: number,
): Promise<readonly RegistryItem<Invitation>[]> {
  const options = { descending: true, limit, ...(before === null ? {} : { after: before }) };
  if (organisation === null) return registry.list<Invitation>(PARTITION, options);
  const entries = await registry.list<{ readonly invitation: string }>(
    invitationPartition(organisation),
    options,
  );
  const items = await Promise.all(entries.map(({ value }) => findInvitation(registry, value.invitation)));
  return items.filter((item) => item !== null);
}

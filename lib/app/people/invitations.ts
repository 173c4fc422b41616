import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { audited } from '#app/audit/audited.ts';
import { authorise, may } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { readCursor, writeCursor } from '#app/cursor.ts';
import { callerFor, findOrganisation, findUser, findUserByEmail } from '#app/people.ts';
import type { Platform, Registry, RegistryItem } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import type { OrganisationId } from '#core/model/id.ts';
import { type Assigned, type Assignment, assign } from './assignment.ts';
import {
  findInvitation,
  type Invitation,
  invitationsBefore,
  invitationWrites,
  isOpen,
} from './invitation.ts';
import type { Page } from './list.ts';
import { organisationName, profileTitle } from './person-view.ts';
import { countUse } from './use-limit.ts';

type Desk = Pick<Platform, 'registry' | 'clock' | 'audit' | 'newId'>;

const OPEN_MS = 7 * 24 * 60 * 60_000;
const PAGE = 50;
const LIMIT = { most: 100, windowMs: 60 * 60_000 };

/** An invitation as administrators see it. */
export type InvitationView = Omit<
  Invitation,
  'organisation' | 'profile' | 'invitedBy' | 'state' | 'secretHash'
> & {
  readonly organisation: { readonly id: OrganisationId; readonly name: string };
  readonly profile: { readonly id: string; readonly title: string } | null;
  readonly invitedBy: { readonly id: string; readonly name: string };
  readonly state: Invitation['state'] | 'expired';
};

export type InvitationSpec = Assignment & {
  readonly email: string;
  readonly name?: string | undefined;
  readonly organisation?: OrganisationId | undefined;
};

/**
 * Invites somebody into an organisation, by default the caller's: for seven days, once. Returns the secret of its link,
 * which cannot be had again. Fails as `assign` does; with CONFLICT when the organisation has the person already.
 */
export async function invite(
  desk: Desk,
  caller: Caller,
  { email, name, organisation = caller.organisation, ...given }: InvitationSpec,
): Promise<{ readonly invitation: InvitationView; readonly secret: string }> {
  authorise(caller, 'manage-people', { organisation });
  const { registry } = desk;
  if ((await findOrganisation(registry, organisation)) === null) {
    const faults = [{ at: 'organisation', message: 'is no organisation: use its id' }];
    throw new AppError('SPEC_INVALID', 'the person cannot be invited there', { details: { faults } });
  }
  const assigned = await assign(desk, caller, nothingIn(organisation), given);
  if ((await findUserByEmail(registry, email))?.organisation === organisation)
    throw new AppError('CONFLICT', 'the organisation has an account with this e-mail address already');
  await countUse(registry, desk.clock, { what: 'invitation', by: caller.user, ...LIMIT });
  const secret = randomBytes(32).toString('base64url');
  const now = desk.clock();
  const invitation: Invitation = {
    id: desk.newId(),
    email,
    name: name ?? null,
    ...assigned,
    invitedBy: caller.user,
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + OPEN_MS).toISOString(),
    state: 'open',
    secretHash: hashOfSecret(secret),
  };
  const { roles, agencies, profile, profileUntil } = invitation;
  const detail = { change: 'invitation', organisation, roles, agencies, profile, profileUntil };
  const work = () => registry.transact(invitationWrites(invitation, 0));
  const facts = { personal: { email, name: invitation.name } };
  await audited(desk, caller, 'administration', `invitation/${invitation.id}`, detail, work, facts);
  return { invitation: await viewOf(desk, invitation), secret };
}

/** Invitations, newest first: into one organisation, or into all whose people the caller manages. */
export async function listInvitations(
  desk: Pick<Platform, 'registry' | 'clock'>,
  caller: Caller,
  filter: { readonly organisation: OrganisationId | null; readonly cursor: string | null },
): Promise<Page<InvitationView>> {
  authorise(caller, 'manage-people', { organisation: filter.organisation ?? caller.organisation });
  const all = filter.organisation === null && may(caller, 'manage-people');
  const before = filter.cursor === null ? null : readCursor(z.string(), filter.cursor);
  const of = all ? null : (filter.organisation ?? caller.organisation);
  const items = await invitationsBefore(desk.registry, of, before, PAGE + 1);
  const shown = items.slice(0, PAGE);
  const last = shown.at(-1);
  return {
    items: await Promise.all(shown.map(({ value }) => viewOf(desk, value))),
    nextCursor: items.length > PAGE && last !== undefined ? writeCursor(last.value.id) : null,
  };
}

/** Takes an invitation back that nobody has used. Fails with NOT_FOUND, and with CONFLICT when it was used. */
export async function withdrawInvitation(desk: Desk, caller: Caller, id: string): Promise<void> {
  authorise(caller, 'manage-people', { organisation: caller.organisation });
  const item = await ownInvitation(desk.registry, caller, id);
  if (item.value.state === 'withdrawn') return;
  if (item.value.state === 'accepted')
    throw new AppError('CONFLICT', 'this invitation was used: disable the account instead');
  const after = { ...item.value, state: 'withdrawn' } as const;
  await audited(desk, caller, 'administration', `invitation/${id}`, { change: 'withdrawal' }, () =>
    desk.registry.transact(invitationWrites(after, item.version)),
  );
}

/**
 * Fails with FORBIDDEN when who invited may no longer come in or invite, and with SPEC_INVALID when the organisation has
 * no longer what the invitation gives.
 */
export async function requireStillGiven(
  desk: Pick<Platform, 'registry' | 'clock'>,
  {
    invitedBy,
    organisation,
    roles,
    agencies,
    profile,
    profileUntil,
  }: Pick<Invitation, 'invitedBy' | keyof Assigned>,
): Promise<void> {
  const inviter = await callerFor(desk.registry, invitedBy);
  authorise(inviter, 'manage-people', { organisation });
  await assign(desk, inviter, nothingIn(organisation), { roles, agencies, profile, profileUntil });
}

/** What is kept of the secret in a link. */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function nothingIn(organisation: OrganisationId): Assigned {
  return { organisation, roles: ['analyst'], agencies: [], profile: null, profileUntil: null };
}

async function ownInvitation(
  registry: Registry,
  caller: Caller,
  id: string,
): Promise<RegistryItem<Invitation>> {
  const item = await findInvitation(registry, id);
  if (item === null || !may(caller, 'manage-people', { organisation: item.value.organisation }))
    throw new AppError('NOT_FOUND', `there is no invitation "${id}"`);
  return item;
}

async function viewOf(
  { registry, clock }: Pick<Platform, 'registry' | 'clock'>,
  invitation: Invitation,
): Promise<InvitationView> {
  const { secretHash: _secret, invitedBy, state, ...rest } = invitation;
  const expired = state === 'open' && !isOpen(invitation, clock());
  return {
    ...rest,
    organisation: await organisationName(registry, invitation.organisation),
    profile: await profileTitle(registry, invitation.profile),
    invitedBy: { id: invitedBy, name: (await findUser(registry, invitedBy))?.name ?? invitedBy },
    state: expired ? 'expired' : state,
  };
}

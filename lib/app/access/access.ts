import { authorise, may } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import type { Clock, Registry } from '#app/ports.ts';
import { localDay } from '#core/access/local-day.ts';
import type { Profile } from '#core/access/profile.ts';
import { AppError } from '#core/model/error.ts';
import type { DatasetId, ProfileId } from '#core/model/id.ts';
import { findGrant, findProfile, type Grant } from './profile-store.ts';
import { readStops, type Stops } from './stop-store.ts';

/** What a caller may see now: the one profile that is active for the request. */
export type Access = {
  readonly profile: Profile;
  /** Whether they look through a profile that is not theirs, to see what its people see. */
  readonly preview: boolean;
  /** Datasets that are stopped for everybody. */
  readonly stopped: ReadonlySet<DatasetId>;
};

/** Why somebody has no access, and what they are told. */
export type NoAccess = { readonly decidedBy: 'no-profile' | 'grant' | 'stop'; readonly message: string };

type Store = { readonly registry: Registry; readonly clock: Clock };

/**
 * The profile under which a caller asks. Fails with FORBIDDEN, saying whom to ask, when they hold none, or it has ended,
 * is retired or stopped, or their organisation no longer has it; with NOT_FOUND for a preview of a profile that is not
 * there or not theirs to look through.
 */
export async function accessFor(platform: Store, caller: Caller): Promise<Access> {
  const found = await findAccess(platform, caller);
  if ('message' in found) throw new AppError('FORBIDDEN', found.message);
  return found;
}

/** The same, with the reason where there is no access. Fails only as a preview may. */
export async function findAccess(platform: Store, caller: Caller): Promise<Access | NoAccess> {
  const stops = await readStops(platform.registry);
  const stop = stopOf(stops, caller);
  if (stop !== null) return { decidedBy: 'stop', message: stop };
  return caller.preview === null
    ? ownAccess(platform, caller, stops)
    : previewAccess(platform, caller, caller.preview, stops);
}

/**
 * Fails with FORBIDDEN when one of these datasets is stopped, for those whose profile shows it; for everybody else it is
 * not there at all.
 */
export function refuseStopped({ profile, stopped }: Access, datasets: readonly DatasetId[]): void {
  const shown = datasets.find((id) => stopped.has(id) && profile.datasets[id] !== undefined);
  if (shown !== undefined) throw new AppError('FORBIDDEN', stoppedText(shown));
}

/** What is said of a dataset that is stopped. */
export function stoppedText(dataset: DatasetId): string {
  return `the dataset ${dataset} is stopped for the moment: ask your administrator`;
}

function stopOf({ everything, people }: Stops, { user }: Caller): string | null {
  if (everything) return 'all access is stopped for the moment: ask your administrator';
  return people.has(user) ? 'your access is stopped for the moment: ask your administrator' : null;
}

async function ownAccess(
  { registry, clock }: Store,
  caller: Caller,
  stops: Stops,
): Promise<Access | NoAccess> {
  const today = localDay(clock());
  const { profile: id, profileUntil, organisation } = caller;
  if (id === null)
    return no('no-profile', 'you have no profile yet, so no record can be shown: ask your administrator');
  if (hasEnded(profileUntil, today))
    return no('grant', `your profile ended on ${profileUntil}: ask your administrator`);
  const grant = await findGrant(registry, organisation, id);
  if (!holds(grant, today))
    return no('grant', 'your organisation no longer has your profile: ask your administrator');
  const found = await findProfile(registry, id);
  if (found === null || found.profile.state !== 'active')
    return no('grant', 'your profile is no longer in use: ask your administrator');
  if (stops.profiles.has(id))
    return no('stop', 'your profile is stopped for the moment: ask your administrator');
  return { profile: found.profile, preview: false, stopped: stops.datasets };
}

async function previewAccess(
  { registry, clock }: Store,
  caller: Caller,
  id: ProfileId,
  stops: Stops,
): Promise<Access | NoAccess> {
  authorise(caller, 'preview-profile', { organisation: caller.organisation });
  const found = await findProfile(registry, id);
  const mine =
    may(caller, 'preview-profile') ||
    holds(await findGrant(registry, caller.organisation, id), localDay(clock()));
  if (found === null || found.profile.state !== 'active' || !mine)
    throw new AppError('NOT_FOUND', `there is no profile "${id}" that you can look through`);
  if (stops.profiles.has(id)) return no('stop', `the profile "${id}" is stopped for the moment`);
  return { profile: found.profile, preview: true, stopped: stops.datasets };
}

function no(decidedBy: NoAccess['decidedBy'], message: string): NoAccess {
  return { decidedBy, message };
}

function holds(grant: Grant | null, today: string): boolean {
  return grant !== null && !hasEnded(grant.until, today);
}

/** Whether the last day of something is past. */
function hasEnded(until: string | null, today: string): boolean {
  return until !== null && until < today;
}

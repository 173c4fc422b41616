import * as z from 'zod';
import { findAccess } from '#app/access/access.ts';
import type { Caller } from '#app/caller.ts';
import { readCursor, writeCursor } from '#app/cursor.ts';
import { allItems } from '#app/every-item.ts';
import type { Platform, Registry, RegistryItem } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import type { UserId } from '#core/model/id.ts';
import type { AlertRule } from '#core/saved/alert-rule.ts';
import type { Movement } from '#core/saved/movement.ts';
import type { Snapshot } from '#core/saved/snapshot.ts';

/** The newest ones of a person that are kept. */
export const MOST_NOTICES = 200;
const PAGE = 25;

/** What somebody is told: that an answer changed, with what of it they could see, or that it could not be asked. */
export type Notice = {
  readonly id: string;
  /** Of the saved query. */
  readonly saved: string;
  readonly title: string;
  readonly at: string;
  readonly rule: AlertRule;
  readonly told:
    | (Pick<Movement, 'total' | 'groups' | 'republished'> & Pick<Snapshot, 'profile' | 'measure'>)
    | null;
  /** Why it could not be asked; null = it could. */
  readonly problem: string | null;
  readonly readAt: string | null;
};

/** A notice as its person sees it: numbers only under the profile that they were seen under. */
export type NoticeView = Omit<Notice, 'told'> & {
  readonly told: Omit<NonNullable<Notice['told']>, 'profile'> | null;
  /** Whether numbers are left out because the person's access is another now. */
  readonly accessChanged: boolean;
};

export type NoticePage = {
  readonly items: readonly NoticeView[];
  readonly unread: number;
  readonly nextCursor: string | null;
};

/** Registry partition of what one person is told, by id. */
export function noticePartition(user: UserId): string {
  return `notice#${user}`;
}

type Store = Pick<Platform, 'registry' | 'clock'>;

/** What the caller was told, newest first, and how much of it they have not read. */
export async function listNotices(
  platform: Store,
  caller: Caller,
  cursor: string | null,
): Promise<NoticePage> {
  const after = cursor === null ? null : readCursor(z.string().max(40), cursor);
  const all = await allItems<Notice>(platform.registry, noticePartition(caller.user), { descending: true });
  const rest = all.filter(({ sort }) => after === null || sort < after).map(({ value }) => value);
  const page = rest.slice(0, PAGE);
  const shows = await showsNumbers(platform, caller);
  const last = page.at(-1);
  return {
    items: page.map((notice) => noticeView(notice, shows)),
    unread: all.filter(({ value }) => value.readAt === null).length,
    nextCursor: last === undefined || rest.length === page.length ? null : writeCursor(last.id),
  };
}

/** Marks everything that the caller was told, up to and with this one, as read. Fails with NOT_FOUND. */
export async function readNotices(platform: Store, caller: Caller, through: string): Promise<void> {
  const { registry, clock } = platform;
  await ownNotice(registry, caller, through);
  const readAt = clock().toISOString();
  for (const item of await allItems<Notice>(registry, noticePartition(caller.user))) {
    if (item.sort > through || item.value.readAt !== null) continue;
    const { partition, sort, version } = item;
    await registry
      .transact([{ kind: 'put', partition, sort, value: { ...item.value, readAt }, expected: version }])
      .catch(ignoreMoved);
  }
}

/** Takes one away for good. Fails with NOT_FOUND. */
export async function dismissNotice({ registry }: Store, caller: Caller, id: string): Promise<void> {
  const { partition, sort } = await ownNotice(registry, caller, id);
  await registry.transact([{ kind: 'delete', partition, sort, expected: null }]);
}

/** Removes the oldest of a person that are too many. */
export async function trimNotices(registry: Registry, user: UserId): Promise<void> {
  const all = await allItems<Notice>(registry, noticePartition(user), { descending: true });
  for (const { partition, sort } of all.slice(MOST_NOTICES))
    await registry.transact([{ kind: 'delete', partition, sort, expected: null }]);
}

async function ownNotice(registry: Registry, { user }: Caller, id: string): Promise<RegistryItem<Notice>> {
  const item = await registry.get<Notice>(noticePartition(user), id);
  if (item === null) throw new AppError('NOT_FOUND', 'there is no such alert');
  return item;
}

/** Whether numbers that were seen under a profile may be shown again to the caller. */
async function showsNumbers(
  platform: Store,
  caller: Caller,
): Promise<(told: NonNullable<Notice['told']>) => boolean> {
  const access = await findAccess(platform, { ...caller, preview: null });
  if ('message' in access) return () => false;
  const { id, version, datasets } = access.profile;
  const isStopped = [...access.stopped].some((dataset) => datasets[dataset] !== undefined);
  return ({ profile }) => !isStopped && profile.id === id && profile.version === version;
}

function noticeView(
  { told, ...notice }: Notice,
  shows: (told: NonNullable<Notice['told']>) => boolean,
): NoticeView {
  if (told === null) return { ...notice, told, accessChanged: false };
  if (!shows(told)) return { ...notice, told: null, accessChanged: true };
  const { profile: _profile, ...rest } = told;
  return { ...notice, told: rest, accessChanged: false };
}

function ignoreMoved(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
}

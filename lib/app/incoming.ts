import type { Delivery } from '#core/model/delivery.ts';
import { AppError, type ErrorCode } from '#core/model/error.ts';
import { hasArrived } from './arrival.ts';
import { recordRefusal } from './audit/refused.ts';
import { acceptGeographyUpload } from './geography/upload.ts';
import { findUser } from './people.ts';
import type { DeliveryQueue, Platform } from './ports.ts';
import { ticketOwner } from './ticket.ts';
import { acceptUpload } from './upload.ts';

/** What has come of a file that was sent under a token. */
export type TakenFile =
  | { readonly kind: 'delivery'; readonly delivery: Delivery }
  /** The boundaries are to be imported under this id. */
  | { readonly kind: 'geography'; readonly id: string };

/** A file that was sent and will never be taken, and is gone. */
export type RefusedFile = { readonly kind: 'refused'; readonly code: ErrorCode };

type Desk = Platform & { readonly queue: DeliveryQueue };

const PREFIX = 'incoming/';
const WRITES_FAIL: readonly ErrorCode[] = ['UNAVAILABLE', 'INTERNAL'];

/** Object that a file lies at which was sent straight to the store under this token, until it is taken over. */
export function incomingKey(token: string): string {
  return `${PREFIX}${token}`;
}

/** Whether an object is such a file. */
export function isIncoming(key: string): boolean {
  return /^incoming\/[\w-]{43}$/.test(key);
}

/** Takes over the file of whatever the token was granted for. Fails as `acceptUpload` and `acceptGeographyUpload` do. */
export async function acceptFile(
  platform: Desk,
  token: string,
  body: AsyncIterable<Uint8Array>,
): Promise<TakenFile> {
  const id = await acceptGeographyUpload(platform, token, body);
  if (id !== null) return { kind: 'geography', id };
  const delivery = await acceptUpload(platform, token, body);
  return { kind: 'delivery', delivery };
}

/**
 * Takes over a file that lies in the store, and removes it; one that may never be taken is removed too, and the audit is
 * told. Null when it has gone already. Fails when the store or the registry does: the file is there for another try.
 */
export async function takeIncoming(platform: Desk, key: string): Promise<TakenFile | RefusedFile | null> {
  if (!isIncoming(key) || !(await hasArrived(platform.objects, key))) return null;
  try {
    const taken = await acceptFile(platform, key.slice(PREFIX.length), platform.objects.read(key));
    await platform.objects.delete(key);
    return taken;
  } catch (error) {
    if (!(error instanceof AppError) || WRITES_FAIL.includes(error.code)) throw error;
    return refuseIncoming(platform, key, error.code);
  }
}

/** Removes a file that may not be taken, and tells the audit whose it was and why: a scan has found something, say. */
export async function refuseIncoming(
  platform: Pick<Platform, 'registry' | 'objects' | 'audit' | 'newId'>,
  key: string,
  code: ErrorCode,
  why: string = code,
): Promise<RefusedFile> {
  const owner = await ticketOwner(platform.registry, key.slice(PREFIX.length));
  const user = owner === null ? null : await findUser(platform.registry, owner);
  await recordRefusal(platform, {
    who: user?.id ?? 'unknown',
    organisation: user?.organisation ?? null,
    object: 'operation/takeUpload',
    detail: { why, code },
  });
  await platform.objects.delete(key);
  return { kind: 'refused', code };
}

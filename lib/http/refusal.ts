import { recordRefusal } from '#app/audit/refused.ts';
import type { Caller } from '#app/caller.ts';
import { findUser } from '#app/people.ts';
import { ticketOwner } from '#app/ticket.ts';
import { AppError, type ErrorCode } from '#core/model/error.ts';
import type { Route, Services } from './route.ts';

/** Refusals without a person behind them that are written down in a minute; the rest are counted into the next one. */
const NAMELESS_A_MINUTE = 60;
const MINUTE_MS = 60_000;
const MAX_PATH = 200;
/** Ids that the product makes; any other part of an address was typed by somebody. */
const MADE_ID = /^([0-9A-HJKMNP-TV-Z]{26}|user-[0-9a-f]{18}|demo-[a-z-]+)$/;

const ALWAYS: ReadonlySet<ErrorCode> = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'REASON_REQUIRED',
  'ACCESS_CHANGED',
  'FIELD_NOT_FOUND',
  'DATASET_NOT_FOUND',
  'AREA_NOT_FOUND',
  'TOO_MANY_REQUESTS',
]);

/** What was asked when it was refused: an operation, and the address without query values and secrets. */
export type Refused = {
  readonly route: Pick<Route, 'operation' | 'method' | 'path'>;
  readonly path: string;
  /** Whether the address names something, so that NOT_FOUND tells whether it is there. */
  readonly named: boolean;
  readonly caller: Pick<Caller, 'user' | 'organisation'> | null;
  readonly error: unknown;
};

/**
 * Writes refusals to the audit: who was refused what, and the code. One that cannot be written is logged, and refused all
 * the same.
 */
export function makeTellRefusal(
  services: Pick<Services, 'platform' | 'log'>,
): (refused: Refused) => Promise<void> {
  const { platform, log } = services;
  let [minute, told, untold] = [0, 0, 0];
  const takesNameless = (): boolean => {
    const now = Math.floor(platform.clock().getTime() / MINUTE_MS);
    if (now !== minute) [minute, told] = [now, 0];
    told += 1;
    if (told <= NAMELESS_A_MINUTE) return true;
    untold += 1;
    return false;
  };
  return async ({ route, path, named, caller, error }) => {
    const code = codeOf(error, named);
    if (code === null || (caller === null && !takesNameless())) return;
    const before = caller === null ? untold : 0;
    untold -= before;
    try {
      const clearPath = withoutTyped(route, path);
      await recordRefusal(platform, {
        who: caller?.user ?? 'unknown',
        organisation: caller?.organisation ?? null,
        object: `operation/${route.operation}`,
        detail: {
          method: route.method,
          path: clearPath,
          code,
          ...(before === 0 ? {} : { alsoRefused: before }),
        },
        ...(clearPath === path ? {} : { personal: { path: path.slice(0, MAX_PATH) } }),
      });
    } catch (cause) {
      untold += before;
      log({
        level: 'error',
        message: 'a refusal could not be written to the audit',
        operation: route.operation,
        code,
        error: String(cause),
      });
    }
  };
}

/** Writes refusals at an address that holds a secret to the audit: whose the secret was, and never the secret. */
export function makeTellSecretRefusal(
  services: Pick<Services, 'platform' | 'log'>,
): (route: Refused['route'], secret: string, error: unknown) => Promise<void> {
  const tell = makeTellRefusal(services);
  const { registry } = services.platform;
  return async (route, secret, error) => {
    const owner = await ticketOwner(registry, secret);
    const user = owner === null ? null : await findUser(registry, owner);
    const caller = user === null ? null : { user: user.id, organisation: user.organisation };
    await tell({ route, path: route.path, named: true, caller, error });
  };
}

/** The code of a failure that refuses access or tells whether something exists, or null for any other failure. */
function codeOf(error: unknown, named: boolean): ErrorCode | null {
  if (!(error instanceof AppError)) return null;
  return ALWAYS.has(error.code) || (named && error.code === 'NOT_FOUND') ? error.code : null;
}

/** The address with the name of its part for what somebody typed there: it could name a person. */
function withoutTyped(route: Pick<Route, 'path'>, path: string): string {
  const parts = path.split('/');
  return route.path
    .split('/')
    .map((part, i) => (part.startsWith('{') && MADE_ID.test(parts[i] ?? '') ? parts[i] : part))
    .join('/');
}

import type { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { RegistryWrite } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';

const MET = 'TransactionConflict';
const THROTTLED = ['ProvisionedThroughputExceeded', 'ThrottlingError'];

/** Why a transaction was cancelled, for callers, and whether it may go through when it is repeated as it is. */
export type Cancellation = { readonly passes: boolean; readonly fault: unknown };

/**
 * What a cancelled transaction is for callers: CONFLICT for a version that is not the expected one, also where another
 * transaction never lets go of that item; UNAVAILABLE for what else may pass; anything else is a fault of the program.
 */
export function cancellationOf(
  writes: readonly RegistryWrite[],
  error: TransactionCanceledException,
): Cancellation {
  const codes = (error.CancellationReasons ?? []).map(({ Code = 'None' }) => Code);
  const stale = writes[codes.indexOf('ConditionalCheckFailed')];
  if (stale !== undefined) return { passes: false, fault: conflict(stale, error) };
  const reasons = codes.filter((code) => code !== 'None');
  if (reasons.length === 0 || !reasons.every((code) => code === MET || THROTTLED.includes(code)))
    return { passes: false, fault: error };
  const held = writes.find(({ expected }, i) => codes[i] === MET && expected !== null);
  return { passes: true, fault: held === undefined ? busy(error) : conflict(held, error) };
}

function conflict({ partition, sort }: RegistryWrite, cause: unknown): AppError {
  return new AppError('CONFLICT', 'the item was changed by someone else: read it again and repeat', {
    details: { moved: true, partition, sort },
    cause,
  });
}

function busy(cause: unknown): AppError {
  return new AppError('UNAVAILABLE', 'the store takes no more at the moment: try again', { cause });
}

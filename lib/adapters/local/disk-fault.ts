import { AppError } from '#core/model/error.ts';

const FAULTS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk of the data folder is full: make room, then try again',
  EDQUOT: 'the quota of the data folder is used up: make room, then try again',
  EROFS: 'the data folder is read-only: make it writable, then try again',
};

/** What a failed write is for callers: UNAVAILABLE when the disk takes nothing more, else the error itself. */
export function diskFault(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = Object.hasOwn(FAULTS, code) ? FAULTS[code] : undefined;
  return message === undefined ? error : new AppError('UNAVAILABLE', message, { cause: error });
}

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '#core/model/error.ts';

/** Reads a file that the operator named. Fails with NOT_FOUND. */
export async function readSourceFile(
  path: string,
): Promise<{ readonly name: string; readonly body: Uint8Array }> {
  try {
    return { name: basename(path), body: await readFile(path) };
  } catch (error) {
    throw new AppError('NOT_FOUND', `${path} cannot be read; check the name of the file`, { cause: error });
  }
}

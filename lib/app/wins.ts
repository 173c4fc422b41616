import { AppError } from '#core/model/error.ts';

/** Whether a transaction was the first: false when an item no longer had the version that it expected. */
export async function wins(transaction: Promise<void>): Promise<boolean> {
  try {
    await transaction;
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFLICT') return false;
    throw error;
  }
}

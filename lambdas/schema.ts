import { requireSchema } from '#app/migration/schema.ts';
import type { Platform } from '#app/ports.ts';

/**
 * Gives what every function waits for before it works on what is stored: it settles once that is of this release's schema,
 * and is asked again for as long as it is not. Fails with UNAVAILABLE, saying what to run.
 */
export function schemaGate({ registry, clock }: Pick<Platform, 'registry' | 'clock'>): () => Promise<void> {
  let holds: Promise<void> | null = null;
  return () => {
    holds ??= requireSchema(registry, clock).catch((error: unknown) => {
      holds = null;
      throw error;
    });
    return holds;
  };
}

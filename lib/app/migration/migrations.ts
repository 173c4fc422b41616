import type { Migration } from './migration.ts';
import { numberedSchema } from './numbered-schema.ts';

/** Every migration, in order, without a gap; the last has the schema of this release. */
export const MIGRATIONS: readonly Migration[] = [numberedSchema];

import { cleanFile, uncleanFile } from './cloud/arrivals.ts';
import { auditCopied } from './cloud/audit-copied.ts';
import { budget } from './cloud/budget.ts';
import { directRead } from './cloud/direct-read.ts';
import { defaultGrants, profileGrants } from './cloud/grants.ts';
import { health } from './cloud/health.ts';
import { stacks } from './cloud/stacks.ts';
import { tables } from './cloud/tables.ts';
import { trail } from './cloud/trail.ts';
import { workgroups } from './cloud/workgroups.ts';
import type { Probe } from './probe.ts';
import { yearPrunes } from './site/bytes.ts';
import { largeDefinition } from './site/large-definition.ts';
import { draftRule, profileInForce } from './site/profiles.ts';
import { noToken, signOut, token } from './site/sign-in.ts';
import { publishedRows, unpublished } from './site/unpublished.ts';

/** Every probe, in the order in which they run: tokens hold for a quarter of an hour, and scans are waited for long. */
export const PROBES: readonly Probe[] = [
  noToken,
  token,
  profileInForce,
  draftRule,
  publishedRows,
  yearPrunes,
  largeDefinition,
  unpublished,
  stacks,
  defaultGrants,
  directRead,
  trail,
  auditCopied,
  health,
  budget,
  tables,
  workgroups,
  profileGrants,
  cleanFile,
  uncleanFile,
  signOut,
];

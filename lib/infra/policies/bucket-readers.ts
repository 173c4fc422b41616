import type { Place } from '../place.ts';

/** Roles that put objects into the audit: the sealers of both regions, and replication. */
export function auditWriters(place: Place): readonly string[] {
  return ['audit-sealer', 'copy-audit'].flatMap((noun) => rolesOf(noun, place));
}

/** Roles that read records: what processes deliveries, and Lake Formation on behalf of profiles. */
export function recordReaders(place: Place): readonly string[] {
  return ['lake-formation', 'ingest', 'geography'].flatMap((noun) => rolesOf(noun, place));
}

/** Roles that read or mark a file that was not found to be clean. */
export function scanners(place: Place): readonly string[] {
  return rolesOf('malware-scan', place);
}

function rolesOf(noun: string, { names, region, otherRegion }: Place): string[] {
  return [names.roleArn(noun, region), names.roleArn(noun, otherRegion)];
}

import type { AuditEvent } from '#app/ports.ts';
import type { QueryRecord } from './query-record.ts';

/** What every event of its asking and of its pages says: to ask several agencies' datasets at once is to combine them. */
export function consultationOf(record: Parameters<typeof traceOf>[0] & Pick<QueryRecord, 'combines'>) {
  const action = record.combines ? 'combination' : 'consultation';
  return { action, ...traceOf(record) } as const satisfies Partial<AuditEvent>;
}

/** What every event about a query says of it. */
export function traceOf(
  record: Pick<QueryRecord, 'id' | 'user' | 'organisation' | 'profile' | 'datasets' | 'manifests' | 'reason'>,
) {
  const { id, user, organisation, profile, datasets, manifests, reason } = record;
  return {
    who: user,
    organisation,
    object: `query/${id}`,
    profile,
    datasets,
    publications: manifests,
    ...(reason === null ? {} : { reason }),
  } as const satisfies Partial<AuditEvent>;
}

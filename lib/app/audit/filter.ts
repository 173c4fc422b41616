import { findUserByEmail } from '#app/people.ts';
import type { AuditAction, Registry } from '#app/ports.ts';
import type { Card } from './chain.ts';
import type { AuditEntry } from './entry.ts';

/** What is looked for; what is left out may be anything. */
export type AuditFilter = {
  /** A person's id, or their e-mail address. */
  readonly who?: string;
  readonly organisation?: string;
  readonly dataset?: string;
  readonly action?: AuditAction;
  /** How the object begins: `query/`, `user/01J…`. */
  readonly object?: string;
  readonly minRows?: number;
  readonly maxRows?: number;
};

/** The filter with a person's id for their address. */
export async function resolveFilter(registry: Registry, filter: AuditFilter): Promise<AuditFilter> {
  if (filter.who?.includes('@') !== true) return filter;
  return { ...filter, who: (await findUserByEmail(registry, filter.who))?.id ?? 'nobody has this address' };
}

/** Whether an entry is one that is looked for. To combine is also to consult. */
export function isWanted(entry: AuditEntry, filter: AuditFilter): boolean {
  const { who, organisation, dataset, action, object, minRows, maxRows } = filter;
  return (
    (who === undefined || entry.who === who) &&
    (organisation === undefined || entry.organisation === organisation) &&
    (dataset === undefined || datasetsOf(entry).includes(dataset)) &&
    (action === undefined || actionsOf(action).includes(entry.action)) &&
    (object === undefined || entry.object.startsWith(object)) &&
    (minRows === undefined || (entry.rows !== null && entry.rows >= minRows)) &&
    (maxRows === undefined || (entry.rows !== null && entry.rows <= maxRows))
  );
}

/** Whether a sealed object may hold what is looked for. */
export function mayHold({ who, action, dataset }: AuditFilter): (card: Card) => boolean {
  return (card) =>
    (who === undefined || card.who === null || card.who.includes(who)) &&
    (dataset === undefined || card.crossing || card.datasets?.includes(dataset) !== false) &&
    (action === undefined || card.crossing || actionsOf(action).some((one) => card.actions.includes(one)));
}

function actionsOf(action: AuditAction): readonly AuditAction[] {
  return action === 'consultation' ? ['consultation', 'combination'] : [action];
}

/** The datasets that an event or entry is about: those that it names, and that of its object. */
export function datasetsOf({
  datasets = [],
  object,
}: {
  readonly datasets?: readonly string[];
  readonly object: string;
}): readonly string[] {
  const about = /^(?:dataset|delivery)\/([^/]+)/.exec(object)?.[1];
  return about === undefined ? datasets : [...datasets, about];
}

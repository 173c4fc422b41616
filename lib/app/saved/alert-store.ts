import type { Registry, RegistryItem, RegistryWrite } from '#app/ports.ts';
import type { ErrorCode } from '#core/model/error.ts';
import type { OrganisationId, UserId } from '#core/model/id.ts';
import type { AlertRule } from '#core/saved/alert-rule.ts';
import type { Snapshot } from '#core/saved/snapshot.ts';
import { keptCount } from './kept-count.ts';
import type { SavedQuery } from './saved-query.ts';

/** Registry partition of all alerts, by saved query. */
export const ALERT_PARTITION = 'saved-query-alert';
/** How many alerts each person has, by person. */
const COUNT_PARTITION = 'saved-query-alert-count';

/** That the owner of a saved query wants to be told when a publication changes its answer. */
export type Alert = {
  /** Of the saved query. */
  readonly id: string;
  readonly user: UserId;
  readonly organisation: OrganisationId;
  readonly rule: AlertRule;
  readonly setAt: string;
  /** What the owner said that it is for, when they set it; null = nobody asked. */
  readonly reason: string | null;
  /** The answer that the next one is compared with; null = not asked yet. */
  readonly last: Snapshot | null;
  /** What it was last asked on: publications, profile and question. */
  readonly askedOn: string | null;
  /** Not asked before this instant; null = at any time. */
  readonly notBefore: string | null;
  /** Why it could not be asked; null = it could. */
  readonly problem: { readonly code: ErrorCode; readonly text: string } | null;
};

/** An alert as its owner sees it. */
export type AlertView = Pick<Alert, 'rule' | 'setAt'> & {
  /** When it was last asked; null = not yet. */
  readonly askedAt: string | null;
  readonly problem: string | null;
};

export async function findAlert(registry: Registry, id: string): Promise<RegistryItem<Alert> | null> {
  return registry.get<Alert>(ALERT_PARTITION, id);
}

/** The alert of a saved query, or null. */
export async function alertOf(registry: Registry, { id }: Pick<SavedQuery, 'id'>): Promise<AlertView | null> {
  const alert = (await findAlert(registry, id))?.value ?? null;
  if (alert === null) return null;
  const { rule, setAt, last, problem } = alert;
  return { rule, setAt, askedAt: last?.at ?? null, problem: problem?.text ?? null };
}

/** How many alerts a person has; see `keptCount`. */
export function alertCount(registry: Registry, user: UserId) {
  return keptCount(registry, COUNT_PARTITION, user);
}

/** Writes that take an alert away with its saved query; none when there is none. */
export async function alertRemoval(
  registry: Registry,
  { id, owner }: Pick<SavedQuery, 'id' | 'owner'>,
): Promise<readonly RegistryWrite[]> {
  const item = await findAlert(registry, id);
  if (item === null) return [];
  const { write } = await alertCount(registry, owner);
  return [{ kind: 'delete', partition: ALERT_PARTITION, sort: id, expected: null }, write(-1)];
}

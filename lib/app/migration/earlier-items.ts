import { DEMO_ORGANISATIONS, DEMO_PEOPLE, newUser, type Organisation, type User } from '#app/people.ts';
import type { KeyItem, QueryRecord } from '#app/query/query-record.ts';
import type { DatasetDefinition, Field } from '#core/model/dataset.ts';
import type { DatasetId, OrganisationId } from '#core/model/id.ts';

/** An account as it was kept before accounts had a state. */
export type EarlierUser = Pick<User, 'id' | 'email' | 'name' | 'organisation' | 'roles' | 'agencies'> & {
  readonly disabled: boolean;
};

/** An organisation as it was kept before organisations had domains. */
export type EarlierOrganisation = Pick<Organisation, 'id' | 'name'> & Partial<Organisation>;

/** A definition as it was kept before fields could be hidden and lookup tables joined. */
export type EarlierDefinition = Omit<DatasetDefinition, 'fields' | 'lookups' | 'reason' | 'retired'> &
  Partial<Pick<DatasetDefinition, 'lookups' | 'reason' | 'retired'>> & {
    readonly fields: readonly (Omit<Field, 'hidden'> & Partial<Pick<Field, 'hidden'>>)[];
  };

/** A query as it was kept before profiles decided what it may show. */
export type EarlierQuery = Pick<QueryRecord, 'user' | 'spec' | 'state'> & Partial<QueryRecord>;

/** The account with a state. */
export function upgradedUser(user: EarlierUser | User, now: string): User {
  if ('state' in user) return user;
  const { disabled, ...earlier } = user;
  const { id, email, name, organisation } = earlier;
  const fresh =
    DEMO_PEOPLE.find((one) => one.id === id) ??
    newUser({ id, email, name, organisation, cameBy: 'operator', createdAt: now });
  return disabled
    ? { ...fresh, ...earlier, state: 'disabled', disabledWhy: 'was disabled' }
    : { ...fresh, ...earlier, state: 'active' };
}

/** The organisation with its domains, and the agencies that its people deliver for. */
export function upgradedOrganisation(
  organisation: EarlierOrganisation,
  agencies: readonly string[],
): EarlierOrganisation {
  if (organisation.domains !== undefined) return organisation;
  const { id, name } = organisation;
  const known = DEMO_ORGANISATIONS.find((one) => one.id === id);
  return { id, name, domains: known?.domains ?? [], agencies };
}

/** The definition with nothing hidden, nothing joined, no reason asked for, not retired, where it does not say. */
export function upgradedDefinition(definition: EarlierDefinition): EarlierDefinition {
  const { fields, lookups, reason, retired } = definition;
  const isWhole =
    lookups !== undefined &&
    reason !== undefined &&
    retired !== undefined &&
    fields.every(({ hidden }) => hidden !== undefined);
  if (isWhole) return definition;
  return {
    ...definition,
    fields: fields.map((field) => ({ ...field, hidden: field.hidden ?? [] })),
    lookups: lookups ?? [],
    reason: reason ?? { session: false, download: false },
    retired: retired ?? false,
  };
}

/**
 * The query with a profile that nobody has: nobody is shown it again, and it is kept as long as any other. `organisation`:
 * of who asked it. Idempotency keys stay as they are.
 */
export function upgradedQuery(
  stored: EarlierQuery | KeyItem,
  organisation: OrganisationId | null,
): EarlierQuery | KeyItem {
  if ('query' in stored) return stored;
  if (stored.profile !== undefined && stored.datasets !== undefined && stored.definitions !== undefined)
    return stored;
  return {
    ...stored,
    organisation: organisation ?? '',
    datasets: datasetsOf(stored.spec),
    combines: false,
    definitions: {},
    lookups: {},
    profile: { id: 'before-profiles', version: 0, preview: false },
    reason: null,
    clearWords: 'a query from before profiles',
    state: stored.state === 'running' ? 'cancelled' : stored.state,
  };
}

function datasetsOf(spec: unknown): readonly DatasetId[] {
  const datasets = (spec as { readonly datasets?: unknown } | null)?.datasets;
  return Array.isArray(datasets) ? datasets.filter((one): one is DatasetId => typeof one === 'string') : [];
}

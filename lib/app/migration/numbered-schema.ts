import { DATASET_PARTITION, versionPartition } from '#app/dataset/store.ts';
import { everyItem } from '#app/every-item.ts';
import { ORGANISATION_PARTITION, organisationWrites } from '#app/people/organisation-store.ts';
import { adoptUser } from '#app/people/save-user.ts';
import type { Organisation, User } from '#app/people.ts';
import type { Clock, Registry } from '#app/ports.ts';
import { queryPartition } from '#app/query/query-record.ts';
import type { OrganisationId, UserId } from '#core/model/id.ts';
import {
  type EarlierDefinition,
  type EarlierOrganisation,
  type EarlierQuery,
  type EarlierUser,
  upgradedDefinition,
  upgradedOrganisation,
  upgradedQuery,
  upgradedUser,
} from './earlier-items.ts';
import { type Migration, only, type Step } from './migration.ts';

/** Takes over what was stored before people were managed, profiles decided and schemas were numbered. */
export const numberedSchema: Migration = {
  version: 1,
  title: 'accounts with a state, whole definitions, queries with a profile',
  prepare: async (registry, clock) => {
    const people = await readPeople(registry);
    return [
      organisations(registry, people),
      accounts(registry, clock),
      definitions(registry),
      queries(people),
    ];
  },
};

type People = {
  readonly organisationOf: ReadonlyMap<UserId, OrganisationId>;
  readonly agenciesOf: ReadonlyMap<OrganisationId, ReadonlySet<string>>;
};

function organisations(registry: Registry, { agenciesOf }: People): Step {
  return {
    what: 'organisations',
    partitions: () => only(ORGANISATION_PARTITION),
    upgrade: ({ value }) => {
      const earlier = value as EarlierOrganisation;
      return upgradedOrganisation(earlier, [...(agenciesOf.get(earlier.id) ?? [])]);
    },
    write: async (before, after) => {
      const had = { ...before, value: { ...(before.value as Organisation), domains: [] } };
      await registry.transact(organisationWrites(had, after as Organisation));
    },
  };
}

function accounts(registry: Registry, clock: Clock): Step {
  const now = clock().toISOString();
  return {
    what: 'accounts',
    partitions: () => only('user'),
    upgrade: ({ value }) => upgradedUser(value as EarlierUser | User, now),
    write: (before, after) => adoptUser(registry, before, after as User),
  };
}

function definitions(registry: Registry): Step {
  return {
    what: 'definitions',
    partitions: async function* () {
      yield DATASET_PARTITION;
      for await (const { sort } of everyItem(registry, DATASET_PARTITION)) yield versionPartition(sort);
    },
    upgrade: ({ value }) => upgradedDefinition(value as EarlierDefinition),
  };
}

function queries({ organisationOf }: People): Step {
  return {
    what: 'queries',
    partitions: async function* () {
      for (const user of organisationOf.keys()) yield queryPartition(user);
    },
    upgrade: ({ value }) => {
      const earlier = value as EarlierQuery;
      return upgradedQuery(earlier, organisationOf.get(earlier.user) ?? null);
    },
  };
}

async function readPeople(registry: Registry): Promise<People> {
  const organisationOf = new Map<UserId, OrganisationId>();
  const agenciesOf = new Map<OrganisationId, Set<string>>();
  for await (const { value } of everyItem<EarlierUser | User>(registry, 'user')) {
    const { id, organisation, agencies } = value;
    organisationOf.set(id, organisation);
    const known = agenciesOf.get(organisation) ?? new Set();
    agenciesOf.set(organisation, known);
    for (const agency of agencies) known.add(agency);
  }
  return { organisationOf, agenciesOf };
}

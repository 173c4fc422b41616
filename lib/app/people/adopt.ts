import { everyItem } from '#app/every-item.ts';
import { DEMO_ORGANISATIONS, DEMO_PEOPLE, newUser, type Organisation, type User } from '#app/people.ts';
import type { Clock, Registry, RegistryItem } from '#app/ports.ts';
import type { OrganisationId } from '#core/model/id.ts';
import { ORGANISATION_PARTITION, organisationWrites } from './organisation-store.ts';
import { adoptUser } from './save-user.ts';

/** An account as it was kept before accounts had a state. */
type EarlierUser = Pick<User, 'id' | 'email' | 'name' | 'organisation' | 'roles' | 'agencies'> & {
  readonly disabled: boolean;
};
type EarlierOrganisation = Pick<Organisation, 'id' | 'name'> & Partial<Organisation>;

const MARK = { partition: 'setting', sort: 'people-adopted' } as const;

/** Takes over accounts and organisations of a data folder from before people were managed; returns how many accounts. */
export async function adoptPeople(registry: Registry, clock: Clock): Promise<number> {
  if ((await registry.get(MARK.partition, MARK.sort)) !== null) return 0;
  const agencies = new Map<OrganisationId, Set<string>>();
  let adopted = 0;
  for await (const { value, ...item } of everyItem<EarlierUser | User>(registry, 'user')) {
    if ('state' in value) continue;
    const of = agencies.get(value.organisation) ?? new Set();
    agencies.set(value.organisation, of);
    for (const agency of value.agencies) of.add(agency);
    await adopt(registry, clock, { ...item, value });
    adopted += 1;
  }
  for await (const item of everyItem<EarlierOrganisation>(registry, ORGANISATION_PARTITION)) {
    if (item.value.domains !== undefined) continue;
    const known = DEMO_ORGANISATIONS.find(({ id }) => id === item.sort);
    const { id, name } = item.value;
    const found = [...(agencies.get(id) ?? [])];
    const after = { id, name, domains: known?.domains ?? [], agencies: found };
    await registry.transact(organisationWrites({ ...item, value: { ...after, domains: [] } }, after));
  }
  await registry.transact([{ kind: 'put', ...MARK, value: { at: clock().toISOString() }, expected: null }]);
  return adopted;
}

async function adopt(registry: Registry, clock: Clock, item: RegistryItem<EarlierUser>): Promise<void> {
  const { disabled, ...earlier } = item.value;
  const { id, email, name, organisation } = earlier;
  const createdAt = clock().toISOString();
  const fresh =
    DEMO_PEOPLE.find((one) => one.id === id) ??
    newUser({ id, email, name, organisation, cameBy: 'operator', createdAt });
  const state = disabled
    ? ({ state: 'disabled', disabledWhy: 'was disabled' } as const)
    : { state: 'active' as const };
  await adoptUser(registry, item, { ...fresh, ...earlier, ...state });
}

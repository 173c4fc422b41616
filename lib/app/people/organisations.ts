import * as z from 'zod';
import { audited } from '#app/audit/audited.ts';
import { authorise, may } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { readCursor, writeCursor } from '#app/cursor.ts';
import type { Organisation } from '#app/people.ts';
import type { Platform, Registry, RegistryItem } from '#app/ports.ts';
import { AppError, type Fault } from '#core/model/error.ts';
import type { OrganisationId } from '#core/model/id.ts';
import { domainFault } from './domain.ts';
import type { Page } from './list.ts';
import {
  agencyHolder,
  DOMAIN_PARTITION,
  ORGANISATION_PARTITION,
  organisationWrites,
} from './organisation-store.ts';
import { type PeopleCount, peopleCount } from './people-count.ts';

type Desk = Pick<Platform, 'registry' | 'audit' | 'newId'>;

/** An organisation as administrators see it. */
export type OrganisationView = Organisation & {
  readonly people: Omit<PeopleCount, 'administrators'>;
  /** Of the registry item, for the next change. */
  readonly version: number;
};

const PAGE = 50;

/** The organisations that the caller may know of, by id: all, or their own. */
export async function listOrganisations(
  { registry }: Pick<Platform, 'registry'>,
  caller: Caller,
  cursor: string | null,
): Promise<Page<OrganisationView>> {
  authorise(caller, 'read-organisations', { organisation: caller.organisation });
  if (!may(caller, 'read-organisations')) {
    const own = await registry.get<Organisation>(ORGANISATION_PARTITION, caller.organisation);
    return { items: own === null ? [] : [await viewOf(registry, own)], nextCursor: null };
  }
  const after = cursor === null ? {} : { after: readCursor(z.string(), cursor) };
  const items = await registry.list<Organisation>(ORGANISATION_PARTITION, { limit: PAGE + 1, ...after });
  const shown = items.slice(0, PAGE);
  const last = shown.at(-1);
  return {
    items: await Promise.all(shown.map((item) => viewOf(registry, item))),
    nextCursor: items.length > PAGE && last !== undefined ? writeCursor(last.sort) : null,
  };
}

/** Adds an organisation. Fails with CONFLICT for an id that is taken, SPEC_INVALID for domains that cannot be its own. */
export async function addNewOrganisation(
  desk: Desk,
  caller: Caller,
  organisation: Organisation,
): Promise<OrganisationView> {
  authorise(caller, 'change-organisations');
  return put(desk, caller, null, organisation);
}

/** Changes an organisation that is at the expected version. Fails as adding does, and with NOT_FOUND and CONFLICT. */
export async function changeOrganisation(
  desk: Desk,
  caller: Caller,
  id: OrganisationId,
  expected: number,
  change: Partial<Pick<Organisation, 'name' | 'domains' | 'agencies'>>,
): Promise<OrganisationView> {
  authorise(caller, 'change-organisations');
  const before = await desk.registry.get<Organisation>(ORGANISATION_PARTITION, id);
  if (before === null) throw new AppError('NOT_FOUND', `there is no organisation "${id}"`);
  if (before.version !== expected)
    throw new AppError(
      'CONFLICT',
      'somebody else changed this organisation meanwhile: read it again, then repeat',
      { details: { moved: true } },
    );
  return put(desk, caller, before, { ...before.value, ...change });
}

async function put(
  desk: Desk,
  caller: Caller,
  before: RegistryItem<Organisation> | null,
  spec: Organisation,
): Promise<OrganisationView> {
  const { registry } = desk;
  const domains = [...new Set(spec.domains.map((domain) => domain.trim().toLowerCase()))];
  const after = { ...spec, domains, agencies: [...new Set(spec.agencies)] };
  await check(registry, before?.value ?? null, after);
  const writes = organisationWrites(before, after);
  const detail = { before: before?.value ?? null, after };
  await audited(desk, caller, 'administration', `organisation/${after.id}`, detail, () =>
    registry.transact(writes),
  );
  const item = await registry.get<Organisation>(ORGANISATION_PARTITION, after.id);
  if (item === null) throw new Error(`the organisation ${after.id} is gone`);
  return viewOf(registry, item);
}

async function check(registry: Registry, before: Organisation | null, after: Organisation): Promise<void> {
  if (before === null && (await registry.get(ORGANISATION_PARTITION, after.id)) !== null)
    throw new AppError('CONFLICT', `there is an organisation "${after.id}" already: use another id`);
  const faults: Fault[] = [];
  for (const [i, domain] of after.domains.entries()) {
    const holder = await registry.get<{ readonly organisation: string }>(DOMAIN_PARTITION, domain);
    const taken = holder !== null && holder.value.organisation !== after.id;
    const message = taken ? `belongs to the organisation ${holder.value.organisation}` : domainFault(domain);
    if (message !== null) faults.push({ at: `domains[${i}]`, message });
  }
  if (faults.length > 0)
    throw new AppError('SPEC_INVALID', 'these domains cannot be used', { details: { faults } });
  for (const agency of before?.agencies ?? []) {
    if (after.agencies.includes(agency)) continue;
    const holder = await agencyHolder(registry, after.id, agency);
    if (holder !== null)
      throw new AppError('CONFLICT', `${holder} delivers for ${agency}: take the agency from them first`);
  }
}

async function viewOf(
  registry: Registry,
  { value, version }: RegistryItem<Organisation>,
): Promise<OrganisationView> {
  const { administrators: _administrators, ...people } = await peopleCount(registry, value.id);
  return { ...value, people, version };
}

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '#app/caller.ts';
import {
  approvePerson,
  changePerson,
  disablePerson,
  enablePerson,
  rejectPerson,
  transferPerson,
} from '#app/people/administration.ts';
import { errandWrites, isUnsettled, settleErrand, settleErrands } from '#app/people/errand.ts';
import { saveUser } from '#app/people/save-user.ts';
import { callerFor, findUserItem, newUser } from '#app/people.ts';
import type { IdentityDirectory } from '#app/ports.ts';
import { brandId, type UserId } from '#core/model/id.ts';
import { openPeopleDesk, type PeopleDesk } from '#test/support/people-desk.ts';

const EVE = brandId<UserId>('eve');
let desk: PeopleDesk;
let admin: Caller;

beforeEach(async () => {
  desk = await openPeopleDesk();
  admin = await callerFor(desk.registry, 'demo-super-admin');
  const account = newUser({
    id: EVE,
    email: 'eve@city-authority.example',
    name: 'Eve',
    organisation: 'city-authority',
    cameBy: 'sign-up',
    createdAt: '2026-01-01T00:00:00.000Z',
  });
  await saveUser(desk.registry, account);
});
afterEach(() => desk.dispose());

async function version(): Promise<number> {
  return (await findUserItem(desk.registry, EVE))?.version ?? 0;
}

async function approved(): Promise<void> {
  await approvePerson(desk, admin, EVE, await version(), { roles: ['auditor'] });
}

describe('the identity provider beside the registry', () => {
  it('is told of what ends sign-ins or makes them possible, and of nothing else', async () => {
    await approved();
    await changePerson(desk, admin, EVE, await version(), { roles: ['auditor', 'analyst'] });
    expect(desk.identity.told).toEqual([]);
    await changePerson(desk, admin, EVE, await version(), { roles: ['analyst'] });
    expect(desk.identity.told.splice(0)).toEqual([`enable ${EVE}`, `sign out ${EVE}`]);
    await disablePerson(desk, admin, EVE, 'left');
    expect(desk.identity.told.splice(0)).toEqual([`disable ${EVE}`, `sign out ${EVE}`]);
    await enablePerson(desk, admin, EVE);
    expect(desk.identity.told.splice(0)).toEqual([`enable ${EVE}`, `sign out ${EVE}`]);
    await transferPerson(desk, admin, EVE, await version(), 'metropolitan-police');
    expect(desk.identity.told.splice(0)).toEqual([`enable ${EVE}`, `sign out ${EVE}`]);
    await rejectPerson(desk, admin, EVE, await version());
    expect(desk.identity.told.splice(0)).toEqual([`disable ${EVE}`, `sign out ${EVE}`]);
  });

  it('forgets whom the registry has turned away', async () => {
    await rejectPerson(desk, admin, EVE, await version());
    expect(desk.identity.told).toEqual([`remove ${EVE}`]);
  });

  it('fails no change when it does not answer, and is told later what is true then', async () => {
    await approved();
    desk.identity.isAway = true;
    expect(await disablePerson(desk, admin, EVE, 'left')).toMatchObject({ state: 'disabled' });
    await enablePerson(desk, admin, EVE);
    expect(await settleErrands(desk)).toEqual([EVE]);
    desk.identity.isAway = false;
    expect(await settleErrands(desk)).toEqual([]);
    expect(desk.identity.told).toEqual([`enable ${EVE}`, `sign out ${EVE}`]);
  });

  it('is told again of a change that came while it was being told', async () => {
    await approved();
    const { identity } = desk;
    let isFirst = true;
    const slow: IdentityDirectory = {
      signOutEverywhere: (user) => identity.signOutEverywhere(user),
      disable: (user) => identity.disable(user),
      enable: async (user) => {
        await identity.enable(user);
        if (!isFirst) return;
        isFirst = false;
        identity.isAway = true;
        await disablePerson(desk, admin, EVE, 'left');
        identity.isAway = false;
      },
      remove: (user) => identity.remove(user),
      invite: (email) => identity.invite(email),
    };
    await desk.registry.transact(errandWrites(desk, EVE));
    await settleErrand({ ...desk, identity: slow }, admin, EVE);
    expect(identity.told.slice(-2)).toEqual([`disable ${EVE}`, `sign out ${EVE}`]);
  });

  it('keeps an account unsettled for half a minute after it was told, then forgets the errand', async () => {
    await approved();
    await disablePerson(desk, admin, EVE, 'left');
    expect(await isUnsettled(desk, EVE)).toBe(true);
    desk.pass(31_000);
    expect(await isUnsettled(desk, EVE)).toBe(false);
    await settleErrands(desk);
    expect(await desk.registry.list('identity-errand')).toEqual([]);
  });

  it('has nothing to be told where it reads the registry itself', async () => {
    await approved();
    const { identity: _none, ...local } = desk;
    await disablePerson(local, admin, EVE, 'left');
    expect(await desk.registry.list('identity-errand')).toEqual([]);
    expect(await isUnsettled(local, EVE)).toBe(false);
  });
});

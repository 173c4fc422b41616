import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bootstrapAdministrator } from '#app/people/bootstrap.ts';
import { callerFor, findUser } from '#app/people.ts';
import { openPeopleDesk, type PeopleDesk } from '#test/support/people-desk.ts';

const OPERATOR = { user: 'operator', organisation: 'operations' } as Parameters<
  typeof bootstrapAdministrator
>[1];
let desk: PeopleDesk;

beforeEach(async () => {
  desk = await openPeopleDesk();
});
afterEach(() => desk.dispose());

describe('bootstrapAdministrator(desk, operator, address)', () => {
  it('makes a sign-in and the account under its id, and writes it down', async () => {
    const { user, isNew } = await bootstrapAdministrator(desk, OPERATOR, ' First@Ops.example ');
    expect(isNew).toBe(true);
    expect(user).toMatchObject({
      id: 'sub-of-first-ops-example',
      email: 'first@ops.example',
      organisation: 'operations',
      roles: ['super-admin'],
      state: 'active',
    });
    expect(await callerFor(desk.registry, user.id)).toMatchObject({ roles: ['super-admin'] });
    expect((await desk.events()).map(({ phase, who, object }) => [phase, who, object])).toEqual([
      ['intent', 'operator', `user/${user.id}`],
      ['outcome', 'operator', `user/${user.id}`],
    ]);
  });

  it('makes what was missing when it is done again', async () => {
    desk.identity.isAway = true;
    const away = bootstrapAdministrator(desk, OPERATOR, 'first@ops.example');
    await expect(away).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await findUser(desk.registry, 'sub-of-first-ops-example')).toBeNull();
    desk.identity.isAway = false;
    expect((await bootstrapAdministrator(desk, OPERATOR, 'first@ops.example')).isNew).toBe(true);
    expect((await bootstrapAdministrator(desk, OPERATOR, 'first@ops.example')).isNew).toBe(false);
  });

  it.each([
    ['no address', 'SPEC_INVALID'],
    ['analyst@safestats.local', 'CONFLICT'],
    ['super-admin@safestats.local', 'CONFLICT'],
  ])('refuses %s', async (address, code) => {
    await expect(bootstrapAdministrator(desk, OPERATOR, address)).rejects.toMatchObject({ code });
  });
});

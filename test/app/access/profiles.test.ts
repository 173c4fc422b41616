import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accessFor } from '#app/access/access.ts';
import { grantProfile, listGrants, revokeGrant } from '#app/access/grants.ts';
import { approveChange, dropChange, listChanges } from '#app/access/profile-changes.ts';
import { checkProfile } from '#app/access/profile-preview.ts';
import { findProfile, putGrant } from '#app/access/profile-store.ts';
import {
  listProfiles,
  readProfile,
  readProfileVersions,
  retireProfile,
  writeProfile,
} from '#app/access/profiles.ts';
import { addOrganisation } from '#app/people.ts';
import type { Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { addAccount, addProfile, northAccess, northProfile, person } from '#test/support/access-platform.ts';
import { openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';

const sam = person('sam', 'super-admin');
const sue = person('sue', 'super-admin');
const ann = person('ann', 'analyst', { profile: 'north-1' });
const audrey = person('audrey', 'auditor');
const code = (value: string) => expect.objectContaining({ code: value });

let platform: QueryPlatform;
let count = 0;
let id = '';
beforeAll(async () => {
  platform = await openQueryPlatform();
  await addOrganisation(platform.registry, { id: 'org', name: 'Organisation', domains: [], agencies: [] });
  for (const one of [sam, sue, ann]) await addAccount(platform.registry, one);
});
afterAll(() => platform.dispose());
beforeEach(async () => {
  count += 1;
  id = `north-${count}`;
  await addProfile(platform.registry, northProfile(id));
});

const version = async () => (await findProfile(platform.registry, id))?.profile.version;
const wider = () => northProfile(id, { fields: ['category', 'weapon', 'loss', 'note'] });

describe('writeProfile(platform, caller, id, spec, expected)', () => {
  it('puts what shows no more in force at once, as the next version', async () => {
    const written = await writeProfile(platform, sam, id, northProfile(id, { download: false }), 1);
    expect(written).toMatchObject({
      state: 'in-force',
      profile: { itemVersion: 2, profile: { version: 2, createdBy: 'sam', approvedBy: null } },
    });
    expect(await version()).toBe(2);
    expect((await readProfile(platform, sam, id, 1)).profile.datasets['north-crime']?.download).toBe(true);
  });

  it('changes nothing when nothing is different', async () => {
    const written = await writeProfile(platform, sam, id, northProfile(id), 1);
    expect(written).toMatchObject({ state: 'in-force', profile: { profile: { version: 1 } } });
  });

  it('keeps what may show more waiting, the profile in force as it was', async () => {
    const written = await writeProfile(platform, sam, id, wider(), 1);
    expect(written).toMatchObject({
      state: 'awaiting-approval',
      change: {
        comparison: { kind: 'wider', reasons: ['north-crime: more fields: note'] },
        mayApprove: false,
      },
    });
    expect(await version()).toBe(1);
  });

  it('keeps a new profile waiting that shows anything', async () => {
    const fresh = `fresh-${count}`;
    const written = await writeProfile(platform, sam, fresh, northProfile(fresh), 0);
    expect(written).toMatchObject({ state: 'awaiting-approval', change: { comparison: { kind: 'new' } } });
    expect(await findProfile(platform.registry, fresh)).toBeNull();
  });

  it('fails with CONFLICT for another version than the one that was read, and for a retired profile', async () => {
    const narrow = northProfile(id, { download: false });
    await expect(writeProfile(platform, sam, id, narrow, 7)).rejects.toEqual(code('CONFLICT'));
    await expect(writeProfile(platform, sam, id, narrow, 0)).rejects.toEqual(code('CONFLICT'));
    await retireProfile(platform, sam, id, 1);
    await expect(writeProfile(platform, sam, id, narrow, 2)).rejects.toEqual(code('CONFLICT'));
  });

  it('fails with SPEC_INVALID and every fault at once', async () => {
    const spec = northProfile(id, {
      fields: ['category', 'secret', 'made_up', 'category'],
      precision: { exact: false, cell: null, levels: ['borough', 'parish'] },
      rowRule: { column: 'made_up', op: '=', value: 'x' },
    });
    const written = { ...spec, datasets: { ...spec.datasets, 'made-up': northAccess() } };
    const failure = await writeProfile(platform, sam, id, written, 1).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'SPEC_INVALID' });
    const { faults } = (failure as { details: { faults: { at: string }[] } }).details;
    expect(faults.map(({ at }) => at)).toEqual([
      'datasets.north-crime.fields[1]',
      'datasets.north-crime.fields[2]',
      'datasets.north-crime.fields[3]',
      'datasets.north-crime.precision.levels[1]',
      'datasets.north-crime.rowRule.column',
      'datasets.made-up',
    ]);
  });

  it('is audited before and after', async () => {
    platform.events.length = 0;
    await writeProfile(platform, sam, id, northProfile(id, { download: false }), 1);
    expect(platform.events.map(({ phase, action, object }) => [phase, action, object])).toEqual([
      ['intent', 'administration', `profile/${id}`],
      ['outcome', 'administration', `profile/${id}`],
    ]);
    expect(platform.events[0]?.detail).toMatchObject({ kind: 'narrower', version: 2 });
  });

  it.each([ann, audrey])('fails with FORBIDDEN for others than Super Admins', async (caller) => {
    await expect(writeProfile(platform, caller, id, wider(), 1)).rejects.toEqual(code('FORBIDDEN'));
    await expect(retireProfile(platform, caller, id, 1)).rejects.toEqual(code('FORBIDDEN'));
    await expect(checkProfile(platform, caller, wider())).rejects.toEqual(code('FORBIDDEN'));
  });
});

describe('a change that waits', () => {
  async function propose(): Promise<string> {
    const written = await writeProfile(platform, sam, id, wider(), 1);
    if (written.state !== 'awaiting-approval') throw new Error('it does not wait');
    return written.change.id;
  }

  it('is in force when a second Super Admin approves it', async () => {
    const change = await propose();
    expect(await approveChange(platform, sue, change)).toMatchObject({
      profile: { version: 2, createdBy: 'sam', approvedBy: 'sue' },
    });
    expect(await readProfileVersions(platform, audrey, id)).toMatchObject([
      { version: 2, createdBy: { name: 'sam' }, approvedBy: { name: 'sue' } },
      { version: 1, createdBy: { name: 'operator' }, approvedBy: null },
    ]);
    await expect(approveChange(platform, sue, change)).rejects.toEqual(code('NOT_FOUND'));
  });

  it('cannot be approved by the one who proposed it', async () => {
    const change = await propose();
    await expect(approveChange(platform, sam, change)).rejects.toEqual(code('FORBIDDEN'));
    expect(await version()).toBe(1);
  });

  it.each([
    ['demoted', { roles: ['analyst'] as const }],
    ['shut out', { state: 'disabled' as const }],
  ])('cannot be approved once who proposed it was %s: it takes two Super Admins', async (_what, given) => {
    const change = await propose();
    await addAccount(platform.registry, sam, given);
    await expect(approveChange(platform, sue, change)).rejects.toEqual(code('CONFLICT'));
    const listed = await listChanges(platform, sue);
    expect(listed.find((one) => one.id === change)).toMatchObject({ mayApprove: false });
    await addAccount(platform.registry, sam);
    expect(await version()).toBe(1);
    await dropChange(platform, sue, change);
  });

  it('cannot be approved once the profile has moved on', async () => {
    const change = await propose();
    await writeProfile(platform, sam, id, northProfile(id, { download: false }), 1);
    await expect(approveChange(platform, sue, change)).rejects.toEqual(code('CONFLICT'));
    const [shown] = (await listChanges(platform, sue)).filter((one) => one.id === change);
    expect(shown).toMatchObject({ mayApprove: false });
    expect((await readProfile(platform, sam, id)).profile.datasets['north-crime']?.download).toBe(false);
  });

  it('lists whom it affects, and goes when it is dropped', async () => {
    const change = await propose();
    const shown = (await listChanges(platform, sue)).find((one) => one.id === change);
    expect(shown).toMatchObject({ proposedBy: { id: 'sam', name: 'sam' }, mayApprove: true });
    await dropChange(platform, sam, change);
    expect((await listChanges(platform, sue)).some((one) => one.id === change)).toBe(false);
  });

  it('is approved once when two approve at the same time', async () => {
    const change = await propose();
    const third = person('tim', 'super-admin');
    const outcomes = await Promise.allSettled([
      approveChange(platform, sue, change),
      approveChange(platform, third, change),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await version()).toBe(2);
  });
});

describe('checkProfile(platform, caller, spec)', () => {
  it('tells faults without failing, also those of its form', async () => {
    expect(await checkProfile(platform, sam, { id: 'X' })).toMatchObject({ needsApproval: false });
    const { faults } = await checkProfile(platform, sam, northProfile(id, { fields: ['nowhere'] }));
    expect(faults).toEqual([
      { at: 'datasets.north-crime.fields[0]', message: 'there is no field "nowhere"' },
    ]);
  });

  it('counts exactly what a rule lets through of all records, whatever the profile shows of them', async () => {
    const checked = await checkProfile(
      platform,
      sam,
      northProfile(id, {
        fields: [],
        kind: 'counts',
        minimumCount: 100,
        rowRule: { column: 'category', op: '=', value: 'robbery' },
      }),
    );
    expect(checked.datasets['north-crime']).toMatchObject({
      records: 13,
      passes: 6,
      ruleText: "category = 'robbery'",
    });
    expect(checked.comparison.kind).toBe('narrower');
  });

  it('counts as a profile in force that shows all, or not at all where the engine knows of none', async () => {
    const ruled = northProfile(id, { rowRule: { column: 'category', op: '=', value: 'robbery' } });
    const { engine } = platform;
    const asked: string[] = [];
    let isRefusing = false;
    const strict: Platform = {
      ...platform,
      engine: {
        start: async (statement, options) => {
          asked.push(options.access.profile);
          if (isRefusing) throw new AppError('UNAVAILABLE', 'the profile is being put in force');
          return engine.start(statement, options);
        },
        status: (execution, waitMs) => engine.status(execution, waitMs),
        page: (execution, offset, count) => engine.page(execution, offset, count),
        cancel: (execution) => engine.cancel(execution),
        close: async () => undefined,
      },
    };
    const passesNow = async () => (await checkProfile(strict, sam, ruled)).datasets['north-crime']?.passes;
    expect(await passesNow()).toBe(6);
    expect(new Set(asked)).toEqual(new Set(['all-records']));
    isRefusing = true;
    expect(await passesNow()).toBeNull();
  });

  it('says whom it affects by organisation', async () => {
    const { affects } = await checkProfile(platform, sam, northProfile('north-1', { download: false }));
    expect(affects).toEqual({ people: 1, organisations: [{ id: 'org', name: 'Organisation', people: 1 }] });
  });
});

describe('listProfiles(platform, caller)', () => {
  it('counts organisations and people', async () => {
    const listed = await listProfiles(platform, audrey);
    expect(listed.find((one) => one.id === 'north-1')).toMatchObject({
      datasets: ['north-crime'],
      organisations: 1,
      people: 1,
      stopped: false,
    });
    await expect(listProfiles(platform, ann)).rejects.toEqual(code('FORBIDDEN'));
  });
});

describe('grants', () => {
  it('let people in until they are taken, at once', async () => {
    const bob = person('bob', 'analyst', { profile: id });
    expect(await accessFor(platform, bob)).toMatchObject({ profile: { id } });
    await revokeGrant(platform, sam, 'org', id);
    await expect(accessFor(platform, bob)).rejects.toEqual(code('FORBIDDEN'));
    await grantProfile(platform, sam, 'org', { profile: id, until: '2026-03-01' });
    expect(await accessFor(platform, bob)).toMatchObject({ profile: { id } });
    expect(await listGrants(platform, sam, 'org')).toContainEqual({
      profile: { id, title: id, state: 'active' },
      until: '2026-03-01',
    });
  });

  it('are read by the administrators of the organisation, given and taken by Super Admins only', async () => {
    const olivia = person('olivia', 'org-admin');
    expect(await listGrants(platform, olivia, 'org')).not.toEqual([]);
    await expect(listGrants(platform, olivia, 'elsewhere')).rejects.toEqual(code('FORBIDDEN'));
    await expect(grantProfile(platform, olivia, 'org', { profile: id, until: null })).rejects.toEqual(
      code('FORBIDDEN'),
    );
    await expect(revokeGrant(platform, olivia, 'org', id)).rejects.toEqual(code('FORBIDDEN'));
  });

  it('cannot be given of a profile that is retired, nor to an organisation that is not there', async () => {
    await retireProfile(platform, sam, id, 1);
    await expect(grantProfile(platform, sam, 'org', { profile: id, until: null })).rejects.toEqual(
      code('CONFLICT'),
    );
    await expect(grantProfile(platform, sam, 'nowhere', { profile: id, until: null })).rejects.toEqual(
      code('NOT_FOUND'),
    );
  });
});

it('a retired profile lets nobody in', async () => {
  await putGrant(platform.registry, 'org', { profile: id, until: null });
  await retireProfile(platform, sam, id, 1);
  const bob = person('bob', 'analyst', { profile: id });
  await expect(accessFor(platform, bob)).rejects.toEqual(code('FORBIDDEN'));
});

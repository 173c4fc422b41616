import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import { type Caller, WITHOUT_PROFILE } from '#app/caller.ts';
import { checkDefinition } from '#app/dataset/definitions.ts';
import { applyDefinition, getDefinition, getDefinitionVersion, listDefinitions } from '#app/dataset.ts';
import type { AuditEvent } from '#app/ports.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import { MPS_CRIME } from '#core/datasets/mps-crime.ts';
import { AppError } from '#core/model/error.ts';
import { brandId, type UserId } from '#core/model/id.ts';

const ADMIN: Caller = {
  user: brandId<UserId>('u1'),
  name: 'Sam',
  email: 'sam@safestats.local',
  organisation: 'city',
  roles: ['super-admin'],
  agencies: [],
  ...WITHOUT_PROFILE,
};

let folder: string;
let registry: LmdbRegistry;
let events: AuditEvent[];
let ids: number;
const platform = () => ({
  registry,
  audit: { record: async (event: AuditEvent) => void events.push(event) },
  newId: () => `id-${++ids}`,
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dataset-'));
  registry = new LmdbRegistry(folder);
  events = [];
  ids = 0;
});
afterEach(async () => {
  await registry.close();
  rmSync(folder, { recursive: true });
});

const codeOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

describe('applyDefinition(platform, caller, spec)', () => {
  it('stores a first version and writes its intent before and its outcome after', async () => {
    const applied = await applyDefinition(platform(), ADMIN, MPS_CRIME);
    expect(applied).toEqual({ definition: MPS_CRIME, itemVersion: 1, changed: true });
    expect(await getDefinition(platform(), 'mps-crime')).toEqual(MPS_CRIME);
    expect(events.map(({ phase, object, effect }) => [phase, object, effect])).toEqual([
      ['intent', 'dataset/mps-crime', 'id-1'],
      ['outcome', 'dataset/mps-crime', 'id-1'],
    ]);
  });

  it('changes nothing for the same content, whatever its version and the order of its keys', async () => {
    await applyDefinition(platform(), ADMIN, MPS_CRIME);
    const shuffled = Object.fromEntries(Object.entries({ ...MPS_CRIME, version: 9 }).reverse());
    expect(await applyDefinition(platform(), ADMIN, shuffled)).toEqual({
      definition: MPS_CRIME,
      itemVersion: 1,
      changed: false,
    });
    expect(events).toHaveLength(2);
  });

  it('counts versions up and keeps the earlier ones', async () => {
    await applyDefinition(platform(), ADMIN, MPS_CRIME);
    await applyDefinition(platform(), ADMIN, { ...MPS_CRIME, title: 'Crime' });
    expect(await getDefinition(platform(), 'mps-crime')).toMatchObject({ version: 2, title: 'Crime' });
    expect(await getDefinitionVersion(platform(), 'mps-crime', 1)).toEqual(MPS_CRIME);
  });

  it('lets one of two writers at once win and tells the other', async () => {
    await applyDefinition(platform(), ADMIN, MPS_CRIME);
    const both = await Promise.all(
      ['A', 'B'].map((title) => codeOf(applyDefinition(platform(), ADMIN, { ...MPS_CRIME, title }))),
    );
    expect(both.sort()).toEqual(['CONFLICT', 'no error']);
  });

  it('fails with SPEC_INVALID and all faults with their paths', async () => {
    const error = await applyDefinition(platform(), ADMIN, {
      ...MPS_CRIME,
      key: ['nothing'],
      own: { field: 'x', values: ['y'] },
    }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'SPEC_INVALID',
      details: { faults: [{ at: 'key[0]' }, { at: 'own.field' }] },
    });
    expect(events).toEqual([]);
  });

  it.each([null, 'text', 7, [], [MPS_CRIME]])('fails with SPEC_INVALID for %j', async (spec) => {
    expect(await codeOf(applyDefinition(platform(), ADMIN, spec))).toBe('SPEC_INVALID');
  });

  it('fails with TOO_LARGE for a definition of more than 400 kB', async () => {
    const codes = Array.from({ length: 4_000 }, (_, i) => ({ code: `${i}`, label: 'x'.repeat(120) }));
    const large = { ...MPS_CRIME, codeLists: { ...MPS_CRIME.codeLists, extra: codes } };
    expect(await codeOf(applyDefinition(platform(), ADMIN, large))).toBe('TOO_LARGE');
    const { faults } = await checkDefinition(platform(), ADMIN, large);
    expect(faults).toMatchObject([
      { at: 'codeLists', message: expect.stringContaining('400000 are allowed') },
    ]);
  });

  it.each([['analyst'], ['org-admin'], ['supplier'], ['auditor']] as const)(
    'fails with FORBIDDEN for the role %s',
    async (role) => {
      expect(await codeOf(applyDefinition(platform(), { ...ADMIN, roles: [role] }, MPS_CRIME))).toBe(
        'FORBIDDEN',
      );
    },
  );

  it('stores nothing when the intent cannot be audited', async () => {
    const audit = { record: () => Promise.reject(new Error('disk full')) };
    await expect(applyDefinition({ ...platform(), audit }, ADMIN, MPS_CRIME)).rejects.toThrow('disk full');
    expect(await listDefinitions(platform())).toEqual([]);
  });
});

describe('getDefinition(platform, id)', () => {
  it('fails with DATASET_NOT_FOUND for an unknown id and version of it, NOT_FOUND for a missing version', async () => {
    await applyDefinition(platform(), ADMIN, MPS_CRIME);
    expect(await codeOf(getDefinition(platform(), 'x-y'))).toBe('DATASET_NOT_FOUND');
    expect(await codeOf(getDefinitionVersion(platform(), 'x-y', 1))).toBe('DATASET_NOT_FOUND');
    expect(await codeOf(getDefinitionVersion(platform(), 'mps-crime', 2))).toBe('NOT_FOUND');
  });
});

describe('listDefinitions(platform)', () => {
  it('lists the current versions by id, beyond one page', async () => {
    for (const definition of FIRST_DEFINITIONS) await applyDefinition(platform(), ADMIN, definition);
    for (let i = 0; i < 105; i++)
      await applyDefinition(platform(), ADMIN, { ...MPS_CRIME, id: `test-${String(i).padStart(3, '0')}` });
    const listed = (await listDefinitions(platform())).map(({ id }) => id);
    expect(listed).toHaveLength(110);
    expect(listed).toEqual([...listed].sort());
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEffect } from '#app/audit/effect.ts';
import { eraseAuditKey } from '#app/audit/erase-key.ts';
import { heldManifests, isHeld } from '#app/audit/hold.ts';
import { createHold, listHolds, releaseHold } from '#app/audit/holds.ts';
import { cleanUp } from '#app/publication/clean-up.ts';
import { currentManifest, KEPT_PUBLICATIONS } from '#app/publication/manifest-store.ts';
import { MADE_CRIME, type Made, made, makePlatform, WEST } from '../ingest/made-platform.ts';
import { type MadeAudit, makeAudit, person } from './made-audit.ts';

const AUDITOR = person('demo-auditor', 'auditor');
const NOTHING = { dataset: null, manifests: [], records: [], effects: [], person: null };
const why = { title: 'Inquiry 7', why: 'a court has asked for it' };

describe('a legal hold on the audit', () => {
  let at: MadeAudit;
  beforeEach(async () => {
    at = await makeAudit();
    await at.registry.transact([
      { kind: 'put', partition: 'user', sort: 'ann', value: { id: 'ann', name: 'Ann' }, expected: 0 },
    ]);
  });
  afterEach(() => at.dispose());

  it('keeps personal values from being erased until it is released', async () => {
    const effect = await at.effect({ who: 'ann', personal: { words: 'the house of Jane Doe' } });
    for (const covers of [
      { ...NOTHING, effects: [effect] },
      { ...NOTHING, person: 'ann' },
    ]) {
      const { id } = await createHold(at, AUDITOR, { ...why, covers });
      await expect(eraseAuditKey(at, AUDITOR, effect)).rejects.toMatchObject({ code: 'CONFLICT' });
      expect((await readEffect(at, AUDITOR, effect)).personal).toEqual({ words: 'the house of Jane Doe' });
      await releaseHold(at, AUDITOR, id);
    }
    expect(await eraseAuditKey(at, AUDITOR, effect)).toBe(1);
    expect((await readEffect(at, AUDITOR, effect)).personal).toBe('erased');
  });

  it('is listed with who made and who ended it, and ends once', async () => {
    const { id } = await createHold(at, AUDITOR, { ...why, covers: { ...NOTHING, person: 'ann' } });
    expect(await listHolds(at, AUDITOR)).toMatchObject([
      { id, ...why, endedAt: null, by: { id: 'demo-auditor' } },
    ]);
    expect(await isHeld(at, { person: 'ann' })).toBe(true);
    expect(await isHeld(at, { person: 'bob' })).toBe(false);
    await releaseHold(at, AUDITOR, id);
    expect(await isHeld(at, { person: 'ann' })).toBe(false);
    expect(await listHolds(at, AUDITOR)).toMatchObject([
      { endedAt: expect.any(String), endedBy: { id: 'demo-auditor' } },
    ]);
    await expect(releaseHold(at, AUDITOR, id)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(releaseHold(at, AUDITOR, at.newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('must hold something, of a dataset that exists, and takes an auditor', async () => {
    const make = (covers: typeof NOTHING | object) =>
      createHold(at, AUDITOR, { ...why, covers: { ...NOTHING, ...covers } });
    await expect(make({})).rejects.toMatchObject({ code: 'SPEC_INVALID' });
    await expect(make({ records: ['1'] })).rejects.toMatchObject({ code: 'SPEC_INVALID' });
    await expect(make({ dataset: 'no-such' })).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
    await expect(make({ person: 'jane-doe' })).rejects.toMatchObject({ code: 'SPEC_INVALID' });
    const covers = { ...NOTHING, person: 'ann' };
    await expect(createHold(at, person('x', 'super-admin'), { ...why, covers })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});

describe('a legal hold on a publication', () => {
  let now = Date.parse('2026-03-01T12:00:00Z');
  let at: Made;
  beforeEach(async () => {
    at = await makePlatform({ clock: () => new Date(now) });
  });
  afterEach(() => at.close());

  async function publishAgain(round: number): Promise<void> {
    now += 60 * 60_000;
    await at.deliver('2018-05-a.csv', made(`a,2018-05,Met,${WEST},Theft,${round}`), {
      command: { from: '2018-05', to: '2018-05', areas: null },
    });
  }

  it('keeps its files through clean-ups, and no longer once it is released', async () => {
    await publishAgain(0);
    const held = await currentManifest(at.platform, MADE_CRIME.id);
    const keys = held?.periods.flatMap(({ files }) => files.map(({ key }) => key)) ?? [];
    const covers = { ...NOTHING, dataset: MADE_CRIME.id };
    const { id, covers: kept } = await createHold(at.platform, AUDITOR, { ...why, covers });
    expect(kept.manifests).toEqual([held?.id]);
    expect(await heldManifests(at.platform, MADE_CRIME.id)).toEqual([held?.id]);
    for (let round = 1; round <= KEPT_PUBLICATIONS + 1; round += 1) await publishAgain(round);
    now += 60 * 60_000;
    await cleanUp(at.platform, MADE_CRIME.id);
    const sizes = () => Promise.all(keys.map((key) => at.platform.objects.size(key)));
    expect(await sizes()).not.toContain(null);
    expect(await isHeld(at.platform, { dataset: MADE_CRIME.id, record: '4294967297' })).toBe(true);
    await releaseHold(at.platform, AUDITOR, id);
    await cleanUp(at.platform, MADE_CRIME.id);
    expect(await sizes()).toEqual(keys.map(() => null));
    const gone = createHold(at.platform, AUDITOR, {
      ...why,
      covers: { ...covers, manifests: kept.manifests },
    });
    await expect(gone).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }, 60_000);
});

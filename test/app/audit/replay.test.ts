import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProfile, putProfile } from '#app/access/profile-store.ts';
import { RegistryAuditLog } from '#app/audit/log.ts';
import { replayEffect } from '#app/audit/replay.ts';
import { sealAudit } from '#app/audit/sealer.ts';
import { getDefinition } from '#app/dataset.ts';
import type { Platform } from '#app/ports.ts';
import { submitQuery } from '#app/query/submit.ts';
import { brandId, type ManifestId } from '#core/model/id.ts';
import { type Manifest, manifestKey } from '#core/model/manifest.ts';
import { recordedEvents } from '#test/support/audit-events.ts';
import { analyst, openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';
import { person } from './made-audit.ts';

const AUDITOR = person('demo-auditor', 'auditor');
const WAIT = { waitMs: 10_000 };
const LIST = { datasets: ['north-crime'], records: { fields: ['category', 'month', 'weapon', 'borough'] } };
const ann = analyst('ann');

let base: QueryPlatform;
let platform: Platform;
beforeAll(async () => {
  base = await openQueryPlatform();
  const { registry, objects, engine, clock } = base;
  const newId = () => ulid(clock().getTime());
  platform = { registry, objects, engine, clock, newId, audit: new RegistryAuditLog(registry, clock) };
});
afterAll(() => base.dispose());

/** Hides a field from everybody and publishes a dataset that has lost its records. */
async function changeEverything(): Promise<void> {
  const found = await findProfile(platform.registry, 'all-records');
  const [manifest] = base.lake.manifests;
  if (found === null || manifest === undefined) throw new Error('the lake has no profile or publication');
  const { profile, itemVersion } = found;
  const datasets = Object.fromEntries(
    Object.entries(profile.datasets).map(([id, access]) => [
      id,
      { ...access, fields: access.fields.filter((name) => name !== 'weapon') },
    ]),
  );
  await putProfile(platform, { ...profile, datasets, version: profile.version + 1 }, itemVersion);
  const id = brandId<ManifestId>(platform.newId());
  const emptied: Manifest = { ...manifest, id, previous: manifest.id, periods: [], rows: 0 };
  await platform.objects.put(manifestKey(manifest.dataset, id), JSON.stringify(emptied));
  await platform.registry.transact([
    {
      kind: 'put',
      partition: 'publication',
      sort: manifest.dataset,
      value: { manifest: id, previous: manifest.id },
      expected: null,
    },
  ]);
}

describe('replayEffect(platform, caller, effect)', () => {
  it('shows exactly what the person saw, after the profile has changed and other data was published', async () => {
    const { id, result } = await submitQuery(platform, ann, LIST, WAIT);
    await sealAudit(platform);
    await changeEverything();
    await expect(submitQuery(platform, ann, LIST, WAIT)).rejects.toMatchObject({ code: 'FIELD_NOT_FOUND' });
    base.pass(1_000);
    const fields = { fields: ['category'] };
    const now = await submitQuery(platform, ann, { ...LIST, records: fields }, WAIT);
    expect(now.result?.rowCount).toBe(0);
    const fresh = { ...platform, engine: (await base.freshEngine()).engine };
    const replayed = await replayEffect(fresh, AUDITOR, id);
    expect(result?.rowCount).toBeGreaterThan(0);
    expect(replayed.result).toEqual(result);
    expect(replayed.entry).toMatchObject({
      effect: id,
      state: 'done',
      rows: result?.rowCount,
      profile: { id: 'all-records', version: 1, preview: false },
      publications: { 'north-crime': base.lake.manifests[0]?.id },
    });
  });

  it('refuses who is no auditor, and effects that showed no records', async () => {
    const { id } = await submitQuery(
      platform,
      ann,
      { datasets: ['north-crime'], groupBy: [{ time: 'month' }] },
      WAIT,
    );
    await expect(replayEffect(platform, ann, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(replayEffect(platform, AUDITOR, platform.newId())).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('a query over datasets of several agencies', () => {
  it('is a combination, in its intent and its outcome', async () => {
    const [one = '', other = ''] = base.lake.manifests.map(({ dataset }) => dataset);
    const definition = await getDefinition(platform, other);
    const value = { ...definition, contract: { ...definition.contract, agency: 'another' } };
    const sort = String(definition.version).padStart(8, '0');
    await platform.registry.transact([
      { kind: 'put', partition: 'dataset', sort: other, value, expected: null },
      { kind: 'put', partition: `dataset-version#${other}`, sort, value, expected: null },
    ]);
    const spec = { datasets: [one, other], groupBy: [{ dataset: true }] };
    const { id } = await submitQuery(platform, ann, spec, WAIT);
    const actions = (await recordedEvents(platform)).filter(({ effect }) => effect === id);
    expect(actions.map(({ action }) => action)).toEqual(['combination', 'combination']);
    const { entry } = await replayEffect(platform, AUDITOR, id);
    expect(entry).toMatchObject({ action: 'combination', datasets: [one, other] });
  });
});

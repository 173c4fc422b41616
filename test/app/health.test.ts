import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RegistryAuditLog } from '#app/audit/log.ts';
import { sealAudit } from '#app/audit/sealer.ts';
import { healthOf } from '#app/health.ts';
import type { Platform } from '#app/ports.ts';
import { openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';

const MINUTE = 60_000;
const SOUND = { registry: 'ok', schema: 'ok', objects: 'ok', engine: 'ok', audit: 'ok' } as const;
const unreadable = () => Promise.reject(new Error('s3://bucket-of-somebody is not there'));

let platform: QueryPlatform;
beforeAll(async () => {
  platform = await openQueryPlatform();
  await platform.registry.transact([
    { kind: 'put', partition: 'setting', sort: 'schema', value: { version: 1, at: '' }, expected: null },
  ]);
});
afterAll(() => platform.dispose());

/** The platform with parts of its own, so that nothing is known of it yet. */
function changed(parts: Partial<Platform> = {}): Platform {
  const { get, list, transact, close } = platform.registry;
  const bound = {
    get: get.bind(platform.registry),
    list: list.bind(platform.registry),
    transact: transact.bind(platform.registry),
    close: close.bind(platform.registry),
  } as Platform['registry'];
  const { objects, engine, audit, newId } = platform;
  return { registry: bound, objects, engine, audit, newId, clock: platform.clock, ...parts };
}

function reading(change: Partial<Platform['objects']>): Platform['objects'] {
  return Object.assign(Object.create(platform.objects) as Platform['objects'], change);
}

describe('healthOf(platform)', () => {
  it('is ok when every part answers', async () => {
    expect(await healthOf(changed())).toEqual({ status: 'ok', parts: SOUND });
  });

  it('is unavailable when the registry, or objects, cannot be read, and does not say why', async () => {
    const registry = { ...changed().registry, get: unreadable, list: unreadable };
    const without = await healthOf(changed({ registry }));
    expect(without).toMatchObject({ status: 'unavailable', parts: { registry: 'failing' } });
    const objects = reading({ size: unreadable });
    const health = await healthOf(changed({ objects }));
    expect(health).toEqual({ status: 'unavailable', parts: { ...SOUND, objects: 'failing' } });
    expect(JSON.stringify([without, health])).not.toContain('bucket');
  });

  it('is unavailable when what is stored is of another release', async () => {
    const get: Platform['registry']['get'] = async (partition, sort) =>
      sort === 'schema'
        ? ({ partition, sort, version: 1, value: { version: 99 } } as never)
        : platform.registry.get(partition, sort);
    const health = await healthOf(changed({ registry: { ...changed().registry, get } }));
    expect(health).toEqual({ status: 'unavailable', parts: { ...SOUND, schema: 'failing' } });
  });

  it('is degraded when the engine does not answer, or the manifest of a publication is not there', async () => {
    const engine = Object.assign(Object.create(platform.engine) as Platform['engine'], {
      status: unreadable,
    });
    expect(await healthOf(changed({ engine }))).toEqual({
      status: 'degraded',
      parts: { ...SOUND, engine: 'failing' },
    });
    const objects = reading({ size: async () => null });
    expect(await healthOf(changed({ objects }))).toEqual({
      status: 'degraded',
      parts: { ...SOUND, objects: 'degraded' },
    });
  });

  it('waits 2 s for a part, and no longer', async () => {
    const objects = reading({ size: () => new Promise(() => undefined) });
    const started = Date.now();
    expect(await healthOf(changed({ objects }))).toMatchObject({ status: 'unavailable' });
    expect(Date.now() - started).toBeLessThan(3_500);
  });

  it('is degraded when events of more than five minutes ago are not sealed, until they are', async () => {
    const audit = new RegistryAuditLog(platform.registry, platform.clock);
    await audit.record({
      phase: 'intent',
      action: 'administration',
      effect: 'x',
      who: 'x',
      organisation: null,
      object: 'x',
      detail: {},
    });
    platform.pass(4 * MINUTE);
    expect((await healthOf(changed())).parts.audit).toBe('ok');
    platform.pass(2 * MINUTE);
    expect(await healthOf(changed())).toEqual({ status: 'degraded', parts: { ...SOUND, audit: 'degraded' } });
    await sealAudit(platform);
    expect((await healthOf(changed())).parts.audit).toBe('ok');
  });

  it('looks once in five seconds, however often it is asked', async () => {
    let looks = 0;
    const objects = reading({
      size: async () => {
        looks += 1;
        return 1;
      },
    });
    const one = changed({ objects });
    await Promise.all(Array.from({ length: 50 }, () => healthOf(one)));
    expect(looks).toBe(1);
    platform.pass(4_900);
    await healthOf(one);
    expect(looks).toBe(1);
    platform.pass(200);
    await healthOf(one);
    expect(looks).toBe(2);
  });

  it('finds nothing wrong with an installation in which nothing is stored yet', async () => {
    const registry = { ...changed().registry, get: async () => null, list: async () => [] };
    expect(await healthOf(changed({ registry, objects: reading({ size: async () => null }) }))).toEqual({
      status: 'ok',
      parts: SOUND,
    });
  });
});

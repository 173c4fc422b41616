import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readEffect } from '#app/audit/effect.ts';
import { exportAudit } from '#app/audit/export.ts';
import { sealAudit } from '#app/audit/sealer.ts';
import { ownTrail, type SearchSpec, searchAudit } from '#app/audit/search.ts';
import { datasetUse } from '#app/audit/use.ts';
import { addDemoPeople } from '#app/people.ts';
import type { AuditEvent } from '#app/ports.ts';
import { FIRST_DEFINITIONS } from '#core/datasets/first-five.ts';
import { DatasetDefinitionSchema } from '#core/model/dataset.ts';
import { auditEvent } from '../../contract/audit.ts';
import { type MadeAudit, makeAudit, person } from './made-audit.ts';

const AUDITOR = person('demo-auditor', 'auditor');
const HOUR_MS = 60 * 60_000;

let at: MadeAudit;
beforeEach(async () => {
  at = await makeAudit();
  await addDemoPeople(at.registry);
});
afterEach(() => at.dispose());

const later = (ms: number) => at.set(new Date(at.clock().getTime() + ms).toISOString());
const search = (spec: SearchSpec = {}) => searchAudit(at, AUDITOR, spec);

/** An effect that a process records which has just begun. */
async function recordAnew(): Promise<string> {
  const [log, effect] = [at.open(), at.newId()];
  await log.record(auditEvent(effect));
  await log.record(auditEvent(effect, { phase: 'outcome' }));
  return effect;
}

/** Every effect that a search finds, page by page, but those of the searches themselves. */
async function all(spec: SearchSpec = {}): Promise<readonly string[]> {
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof search>> = await search({
      ...spec,
      ...(cursor === null ? {} : { cursor }),
    });
    found.push(...page.items.filter(({ action }) => action !== 'audit-read').map(({ effect }) => effect));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}

describe('searchAudit(platform, caller, spec)', () => {
  it('finds each effect once, newest first, sealed or not, page after page', async () => {
    const made: string[] = [];
    for (let i = 0; i < 130; i += 1) {
      made.unshift(await at.effect({ who: `person-${i % 3}` }));
      later(1_000);
      if (i % 20 === 0) await sealAudit(at);
    }
    expect(await all()).toEqual(made);
    await sealAudit(at);
    expect(await all()).toEqual(made);
  });

  it('finds and exports what was recorded after the clock was set back', async () => {
    const made: string[] = [];
    const during = async (day: string) => {
      at.set(`2026-03-${day}T12:00:00.000Z`);
      for (let i = 0; i < 12; i += 1) {
        made.push(await recordAnew());
        later(60_000);
        await sealAudit(at);
      }
    };
    await during('01');
    await during('09');
    await during('03');
    for (const to of [undefined, '2026-03-04', '2026-03-20']) {
      const wanted =
        to === undefined || to === '2026-03-04' ? [...made.slice(0, 12), ...made.slice(24)] : made;
      const spec = { from: '2026-02-20', ...(to === undefined ? {} : { to }) };
      expect([...(await all(spec))].sort(), to).toEqual([...wanted].sort());
    }
    const { text } = await exportAudit(at, AUDITOR, {
      format: 'jsonl',
      from: '2026-03-03',
      to: '2026-03-03',
    });
    for (const effect of made.slice(24)) expect(text).toContain(effect);
    const [last = ''] = made.slice(-1);
    expect(await readEffect(at, AUDITOR, last)).toMatchObject({ effect: last });
  });

  it('finds the same while everything is being sealed between two pages', async () => {
    const made: string[] = [];
    for (let i = 0; i < 120; i += 1) {
      made.unshift(await at.effect());
      later(10);
    }
    const first = await search();
    await sealAudit(at);
    const { items } = await search({ cursor: first.nextCursor ?? '' });
    const seen = [...first.items, ...items].filter(({ action }) => action !== 'audit-read');
    expect(seen.map(({ effect }) => effect)).toEqual(made.slice(0, seen.length));
    expect(seen.length).toBeGreaterThan(90);
  });

  it('pairs an outcome with its intent across sealed objects', async () => {
    const effect = at.newId();
    await at.audit.record(auditEvent(effect, { datasets: ['mps-crime'], detail: { words: 'all crimes' } }));
    await sealAudit(at);
    expect((await search()).items.find((entry) => entry.effect === effect)).toMatchObject({
      state: 'running',
      endedAt: null,
    });
    later(4_000);
    await at.audit.record(auditEvent(effect, { phase: 'outcome', rows: 7, detail: { state: 'succeeded' } }));
    await sealAudit(at);
    expect((await search()).items.find((entry) => entry.effect === effect)).toMatchObject({
      state: 'done',
      rows: 7,
      words: 'all crimes',
      datasets: ['mps-crime'],
      endedAt: '2026-03-01T12:00:04.000Z',
    });
    expect((await search({ dataset: 'mps-crime', minRows: 7 })).items).toHaveLength(1);
    expect((await search({ dataset: 'mps-crime', minRows: 8 })).items).toHaveLength(0);
  });

  it('says that an outcome is unknown when none has come after five minutes', async () => {
    const effect = await at.effect({}, null);
    later(5 * 60_000 + 1);
    expect((await search()).items.find((entry) => entry.effect === effect)?.state).toBe('unknown');
  });

  it('tells what failed from what was done', async () => {
    await at.effect({}, { detail: { done: false } });
    await at.audit.record(auditEvent('refused', { phase: 'outcome', action: 'refusal' }));
    await at.audit.record(auditEvent('in', { phase: 'outcome', action: 'sign-in' }));
    const states = (await search()).items.map(({ action, state }) => [action, state]);
    expect(states).toContainEqual(['consultation', 'failed']);
    expect(states).toContainEqual(['refusal', 'failed']);
    expect(states).toContainEqual(['sign-in', 'done']);
  });

  it('filters by person, organisation, dataset, action, object and time', async () => {
    const day1 = await at.effect({ who: 'demo-analyst', datasets: ['mps-crime'] });
    const combined = await at.effect({
      who: 'a',
      action: 'combination',
      datasets: ['mps-crime', 'btp-crime'],
    });
    await sealAudit(at);
    later(24 * HOUR_MS);
    const day2 = await at.effect({ who: 'b', organisation: 'other', object: 'delivery/btp-crime/4' });
    const asked: readonly (readonly [SearchSpec, readonly string[]])[] = [
      [{ who: 'demo-analyst' }, [day1]],
      [{ who: 'analyst@safestats.local' }, [day1]],
      [{ who: 'nobody@safestats.local' }, []],
      [{ organisation: 'other' }, [day2]],
      [{ dataset: 'btp-crime' }, [day2, combined]],
      [{ action: 'combination' }, [combined]],
      [{ action: 'consultation' }, [day2, combined, day1]],
      [{ object: 'delivery/' }, [day2]],
      [{ from: '2026-03-02' }, [day2]],
      [{ to: '2026-03-01' }, [combined, day1]],
      [{ from: '2026-03-01T12:00:00Z', to: '2026-03-01T12:00:00Z' }, [combined, day1]],
    ];
    for (const [spec, effects] of asked)
      expect([...(await all(spec))].sort(), JSON.stringify(spec)).toEqual([...effects].sort());
  });

  it('looks at the last 31 days unless it is told from when', async () => {
    const old = await at.effect();
    await sealAudit(at);
    later(32 * 24 * HOUR_MS);
    const young = await at.effect();
    expect(await all()).toEqual([young]);
    expect(await all({ from: '2026-03-01' })).toEqual([young, old]);
  });

  it('is an entry of the audit itself, without what could name a person in the clear', async () => {
    await search({ object: 'user/Jane Doe', action: 'refusal' });
    const { items } = await search();
    expect(items[1]).toMatchObject({
      action: 'audit-read',
      who: { id: 'demo-auditor', name: 'Audrey Clarke' },
    });
    expect(JSON.stringify(items)).not.toContain('Jane');
    expect((await readEffect(at, AUDITOR, items[1]?.effect ?? '')).personal).toEqual({
      object: 'user/Jane Doe',
    });
  });

  it('reads nothing when the reading cannot be written down', async () => {
    const audit = { record: () => Promise.reject(new Error('disk full')) };
    await expect(searchAudit({ ...at, audit }, AUDITOR, {})).rejects.toThrow('disk full');
  });

  it('refuses who is no auditor, and times and cursors that are none', async () => {
    await expect(searchAudit(at, person('x', 'super-admin'), {})).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    for (const spec of [{ from: 'soon!!!!!!' }, { from: '2026-03-02', to: '2026-03-01' }, { cursor: 'x' }])
      await expect(search(spec)).rejects.toMatchObject({ code: 'SPEC_INVALID' });
  });
});

describe('readEffect(platform, caller, effect)', () => {
  it('gives both events and where they are sealed, by an id of whatever form', async () => {
    for (const effect of [at.newId(), 'a0b1c2d3-0000-4000-8000-000000000000']) {
      await at.effect({ effect, personal: { words: 'near the house of Jane Doe' } }, { rows: 3 });
      later(1_000);
      expect((await readEffect(at, AUDITOR, effect)).sealed).toBeNull();
      await sealAudit(at);
      const view = await readEffect(at, AUDITOR, effect);
      expect(view).toMatchObject({
        rows: 3,
        state: 'done',
        personal: { words: 'near the house of Jane Doe' },
      });
      expect(view.events.map(({ phase }) => phase)).toEqual(['intent', 'outcome']);
      expect(JSON.stringify(view.events)).not.toContain('"personal"');
      expect(view.sealed?.object).toMatch(/^audit\/local\/2026\/03\/01\/\d{10}\.jsonl$/);
    }
  });

  it('finds an outcome that came hours later', async () => {
    const effect = at.newId();
    await at.audit.record(auditEvent(effect));
    await sealAudit(at);
    later(30 * HOUR_MS);
    await at.audit.record(auditEvent(effect, { phase: 'outcome' }));
    await sealAudit(at);
    expect((await readEffect(at, AUDITOR, effect)).state).toBe('done');
  });

  it('fails with NOT_FOUND for an effect that is not there', async () => {
    await expect(readEffect(at, AUDITOR, at.newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('ownTrail(platform, caller, cursor)', () => {
  it('shows people what they did themselves and nothing of others', async () => {
    const mine = await at.effect({ who: 'me' });
    await at.effect({ who: 'somebody-else' });
    const { items } = await ownTrail(at, person('me', 'analyst'), undefined);
    expect(new Set(items.map(({ who }) => who.id))).toEqual(new Set(['me']));
    expect(items.map(({ effect }) => effect)).toContain(mine);
  });
});

describe('datasetUse(platform, caller, spec)', () => {
  const use = (
    who: string,
    organisation: string,
    datasets: readonly string[],
    more: Partial<AuditEvent> = {},
  ) => at.effect({ who, organisation, datasets, ...more }, { rows: 10 });

  beforeEach(async () => {
    for (const spec of FIRST_DEFINITIONS) {
      const value = DatasetDefinitionSchema.parse(spec);
      await at.registry.transact([{ kind: 'put', partition: 'dataset', sort: value.id, value, expected: 0 }]);
    }
    await use('a', 'metropolitan-police', ['mps-crime']);
    await use('b', 'metropolitan-police', ['mps-crime']);
    await use('b', 'metropolitan-police', ['mps-crime'], { action: 'disclosure' });
    await use('c', 'city-authority', ['mps-crime', 'btp-crime'], { action: 'combination' });
    await use('c', 'city-authority', ['btp-crime']);
    await use('d', 'city-authority', ['mps-crime'], { profile: { id: 'p', version: 1, preview: true } });
    await sealAudit(at);
  });

  it('gives a supplier organisations and numbers of its own datasets only', async () => {
    const supplier = person('s', 'supplier', ['mps']);
    const lines = await datasetUse(at, supplier, {});
    const numbers = { dataset: 'mps-crime', month: '2026-03' };
    expect(lines).toEqual([
      {
        ...numbers,
        organisation: { id: 'city-authority', name: 'City Authority, Community Safety' },
        ...{ people: 1, queries: 1, downloads: 0, rows: 10 },
      },
      {
        ...numbers,
        organisation: { id: 'metropolitan-police', name: 'Metropolitan Police Service' },
        ...{ people: 2, queries: 2, downloads: 1, rows: 30 },
      },
    ]);
    await expect(datasetUse(at, supplier, { dataset: 'btp-crime' })).rejects.toMatchObject({
      code: 'DATASET_NOT_FOUND',
      message: 'there is no dataset "btp-crime"',
    });
  });

  it('counts the same from cards as from events, sealed or not, and no page or hand-out twice', async () => {
    const supplier = person('s', 'supplier', ['mps']);
    const before = await datasetUse(at, supplier, {});
    const sealed: Partial<AuditEvent> = {
      who: 'a',
      organisation: 'metropolitan-police',
      datasets: ['mps-crime'],
    };
    later(HOUR_MS);
    await at.effect(sealed, { rows: 5, detail: { from: 10, done: true } });
    await at.effect({ ...sealed, action: 'disclosure' }, { detail: { handedOut: true } });
    await at.effect(sealed, { rows: 3, detail: { state: 'failed' } });
    await at.effect(sealed, { rows: 4 });
    const after = before.map((line) =>
      line.organisation.id === 'metropolitan-police' ? { ...line, queries: 3, rows: 34 } : line,
    );
    expect(await datasetUse(at, supplier, {})).toEqual(after);
    await sealAudit(at);
    const get = vi.spyOn(at.objects, 'get');
    expect(await datasetUse(at, supplier, {})).toEqual(after);
    expect(get).not.toHaveBeenCalled();
    expect(await datasetUse(at, supplier, { from: '2026-03-01T12:30:00Z' })).toMatchObject([
      { queries: 1, rows: 4, people: 1 },
    ]);
    get.mockRestore();
  });

  it('gives auditors all, and analysts nothing', async () => {
    expect(await datasetUse(at, AUDITOR, {})).toHaveLength(3);
    expect(await datasetUse(at, AUDITOR, { dataset: 'btp-crime' })).toMatchObject([
      { people: 1, queries: 2 },
    ]);
    await expect(datasetUse(at, person('x', 'analyst'), {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

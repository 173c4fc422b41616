import { ulid } from 'ulid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseReason, DEFAULT_REASONS, sweepReasons } from '#app/access/reason.ts';
import { createHold, releaseHold } from '#app/audit/holds.ts';
import { allItems } from '#app/every-item.ts';
import { sweepQueries } from '#app/query/sweep.ts';
import { NORTH_CRIME } from '#test/support/fixture-datasets.ts';
import { type MadeAudit, makeAudit, person } from '../audit/made-audit.ts';

const NOW = '2026-11-15T12:00:00.000Z';
const AUDITOR = person('auditor', 'auditor');
const IN_JULY_2025 = id('2025-07-01');
const IN_OCTOBER_2025 = id('2025-10-14');
const IN_NOVEMBER_2025 = id('2025-11-20');
const IN_OCTOBER = id('2026-10-01');
const TODAY = id('2026-11-15');
const QUERIES = [IN_JULY_2025, IN_OCTOBER_2025, IN_NOVEMBER_2025, IN_OCTOBER, TODAY];
const NO_COVER = { dataset: null, manifests: [], records: [], effects: [], person: null };

let platform: MadeAudit;
beforeEach(async () => {
  platform = await makeAudit(NOW);
  await put('user', 'ann', { id: 'ann' });
  await put('dataset', 'north-crime', NORTH_CRIME.definition);
  for (const query of QUERIES) {
    await put('query#ann', query, { id: query, user: 'ann', datasets: ['north-crime'] });
    await put('query#ann', `key#of-${query}`, { query, spec: '' });
    await put('download#ann', query, { id: query, user: 'ann' });
  }
});
afterEach(() => platform.dispose());

function id(day: string): string {
  return ulid(Date.parse(`${day}T00:00:00Z`));
}

async function put(partition: string, sort: string, value: unknown): Promise<void> {
  await platform.registry.transact([{ kind: 'put', partition, sort, value, expected: 0 }]);
}

async function kept(partition: string): Promise<readonly string[]> {
  return (await allItems(platform.registry, partition)).map(({ sort }) => sort);
}

describe('sweepQueries(platform)', () => {
  it('keeps queries for 13 months, and downloads and idempotency keys for 30 days', async () => {
    expect(await sweepQueries(platform)).toBe(2 + 4 + 4);
    const queries = [IN_NOVEMBER_2025, IN_OCTOBER, TODAY];
    expect(await kept('query#ann')).toEqual([...queries, `key#of-${TODAY}`]);
    expect(await kept('download#ann')).toEqual([TODAY]);
    expect(await sweepQueries(platform)).toBe(0);
  });

  it('keeps queries for as many months as the setting says', async () => {
    await put('setting', 'query-months', 1);
    await sweepQueries(platform);
    expect(await kept('query#ann')).toEqual([TODAY, `key#of-${TODAY}`]);
  });

  it.each([
    ['effect', { effects: [IN_JULY_2025] }, [IN_JULY_2025]],
    ['person', { person: 'ann' }, [IN_JULY_2025, IN_OCTOBER_2025]],
    ['dataset', { dataset: 'north-crime' }, [IN_JULY_2025, IN_OCTOBER_2025]],
  ])('removes nothing that a legal hold covers by its %s, until the hold ends', async (_by, covers, held) => {
    const hold = await createHold(platform, AUDITOR, {
      title: 'Inquest',
      why: 'asked for by the coroner',
      covers: { ...NO_COVER, ...covers },
    });
    await sweepQueries(platform);
    expect(await kept('query#ann')).toEqual(expect.arrayContaining(held));
    await releaseHold(platform, AUDITOR, hold.id);
    await sweepQueries(platform);
    for (const query of held) expect(await kept('query#ann')).not.toContain(query);
  });
});

describe('sweepReasons(platform)', () => {
  it('forgets a reason when it no longer stands', async () => {
    const [reason = ''] = DEFAULT_REASONS;
    await chooseReason(platform, person('ann', 'analyst'), reason);
    expect(await sweepReasons(platform)).toBe(0);
    platform.set('2026-11-16T00:00:00.000Z');
    expect(await sweepReasons(platform)).toBe(1);
  });
});

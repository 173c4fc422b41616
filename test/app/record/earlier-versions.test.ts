import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CHANGED_DATASET,
  openRecordHistory,
  type RecordHistory,
  toldOf,
} from '#test/support/record-history.ts';

let platform: RecordHistory['platform'];
let opened: RecordHistory['opened'];

beforeAll(async () => {
  ({ platform, opened } = await openRecordHistory());
});
afterAll(() => platform.dispose());

describe('openRecord(…, { withEarlier })', () => {
  it('tells what each earlier publication said of the same event, newest first', async () => {
    const view = await opened('all', 'reference', 'A1');
    expect(toldOf(view)).toEqual([
      ['2026-02', 'category: theft → burglary', 'loss: 1 → 1.5'],
      ['2026-01', 'category: robbery → burglary', 'loss: 1 → 1.5'],
    ]);
    expect(view.earlier).toMatchObject({ untold: null, looked: 2, left: 0 });
  });

  it('says of a record that was delivered anew unchanged that nothing differs', async () => {
    expect(toldOf(await opened('all', 'reference', 'A4'))).toEqual([['2026-02'], ['2026-01']]);
  });

  it('tells nothing of fields that the profile does not show now', async () => {
    const view = await opened('few', 'reference', 'A1');
    expect(toldOf(view)).toEqual([
      ['2026-02', 'category: theft → burglary'],
      ['2026-01', 'category: robbery → burglary'],
    ]);
    expect(JSON.stringify(view)).not.toContain('loss');
  });

  it('tells no version that the row rule does not let through', async () => {
    expect(toldOf(await opened('ruled', 'reference', 'A1'))).toEqual([
      ['2026-02', 'category: theft → burglary', 'loss: 1 → 1.5'],
    ]);
  });

  it('says why none can be told: without the key, or of a record that has none', async () => {
    const keyless = await opened('keyless', 'loss', 1.5);
    expect(keyless.earlier).toEqual({ untold: 'key-hidden', versions: [], looked: 0, left: 0 });
    const unknown = await opened('all', 'reference', null);
    expect(unknown.earlier?.untold).toBe('key-unknown');
  });

  it('is audited as one consultation that names the publications told', async () => {
    platform.events.length = 0;
    await opened('all', 'reference', 'A1');
    const [intent, outcome] = platform.events.filter(({ object }) => object.startsWith('record/'));
    expect(intent).toMatchObject({
      phase: 'intent',
      action: 'consultation',
      detail: { change: 'record-versions' },
    });
    expect(outcome).toMatchObject({
      phase: 'outcome',
      rows: 3,
      detail: { publications: [expect.any(String), expect.any(String)] },
    });
  });

  it('says how many publications are no longer kept', async () => {
    for (const key of await platform.objects.list(`lake/${CHANGED_DATASET}/`))
      if (key.includes('01JVERS10N0000000000000000')) await platform.objects.delete(key);
    const view = await opened('all', 'reference', 'A1');
    expect(toldOf(view)).toEqual([['2026-02', 'category: theft → burglary', 'loss: 1 → 1.5']]);
    expect(view.earlier).toMatchObject({ looked: 1, left: 1 });
  });
});

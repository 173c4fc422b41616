import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Desk } from '#web/state/desk.ts';
import {
  begun,
  MOST_STEPS,
  type Moment,
  momentOf,
  recorded,
  stepped,
  type Timeline,
} from '#web/state/timeline.ts';

const moment = fc.record({
  state: fc.stringMatching(/^[a-z]{0,3}$/),
  draft: fc.option(fc.stringMatching(/^[a-z]{0,3}$/)),
});

function storeOf() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

function run(moments: readonly Moment[]): Timeline {
  return moments.reduce(recorded, begun(''));
}

describe('a timeline', () => {
  it('gives back every moment by going back, and again by going forward', () => {
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 40 }), (moments) => {
        const whole = run(moments);
        const seen = [momentOf(whole)];
        let back = whole;
        for (let next = stepped(back, -1); next !== null; next = stepped(back, -1)) {
          back = next;
          seen.unshift(momentOf(back));
        }
        expect(seen).toEqual(whole.moments);
        let forward = back;
        for (let next = stepped(forward, 1); next !== null; next = stepped(forward, 1)) forward = next;
        expect(forward).toEqual(whole);
      }),
    );
  });

  it('keeps at least twenty steps of any length that people work with', () => {
    const areas = 'E0900000'.repeat(600);
    const moments = Array.from({ length: 80 }, (_, index) => ({ state: `${areas}${index}`, draft: null }));
    const short = run(moments.map((_, index) => ({ state: String(index), draft: null })));
    expect(short.moments).toHaveLength(MOST_STEPS + 1);
    expect(run(moments).moments.length).toBeGreaterThan(20);
  });

  it('takes a change after Undo as the end of what could be redone', () => {
    const two = run([
      { state: 'a', draft: null },
      { state: 'b', draft: null },
    ]);
    const back = stepped(two, -1);
    const on = recorded(back ?? two, { state: 'c', draft: null });
    expect(on.moments.map(({ state }) => state)).toEqual(['', 'a', 'c']);
    expect(stepped(on, 1)).toBeNull();
  });

  it('takes the same again for no step', () => {
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 10 }), (moments) => {
        const whole = run(moments);
        expect(recorded(whole, momentOf(whole))).toBe(whole);
      }),
    );
  });
});

describe('Desk', () => {
  it('keeps a draft through a reload of the tab, for this person and nobody else', () => {
    const store = storeOf();
    const before = new Desk('ann', 'a=1', store);
    before.go({ state: 'a=1', draft: 'a=2' });
    expect(new Desk('ann', 'a=1', store).current()).toEqual(before.current());
    expect(momentOf(new Desk('bob', 'a=1', store).current().timeline).draft).toBeNull();
    expect([...store.kept.keys()]).toEqual(['safestats.desk.ann']);
  });

  it('lays a draft aside when the page moves on without it, and Undo brings it back', () => {
    const desk = new Desk('ann', 'a=1', storeOf());
    desk.go({ state: 'a=1', draft: 'a=2' });
    desk.visit('a=0');
    expect(desk.current().aside).toBe('a=2');
    expect(desk.step(-1)).toEqual({ state: 'a=1', draft: 'a=2' });
    desk.forget();
    expect(desk.current().aside).toBeNull();
  });

  it('starts afresh from what it cannot read, and keeps nothing of a person who is not known', () => {
    for (const text of ['', '{', '{"v":1,"moments":[],"at":0,"aside":null}', '{"v":2}', '[1]']) {
      const store = storeOf();
      store.kept.set('safestats.desk.ann', text);
      expect(new Desk('ann', 'a=1', store).current().timeline).toEqual(begun('a=1'));
    }
    const store = storeOf();
    new Desk(null, '', store).go({ state: 'a=1', draft: null });
    expect(store.kept.size).toBe(0);
  });

  it('goes on when the store of the tab is full', () => {
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new Error('quota');
      },
    };
    const desk = new Desk('ann', '', full);
    desk.go({ state: 'a=1', draft: null });
    expect(momentOf(desk.current().timeline).state).toBe('a=1');
  });
});

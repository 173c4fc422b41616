import { decodeTime } from 'ulid';
import { describe, expect, it } from 'vitest';
import { makeNewId } from '#app/new-id.ts';

describe('makeNewId()', () => {
  it('makes ulids of now, each after the one before, more than one draw of randomness long', () => {
    const newId = makeNewId();
    const before = Date.now();
    const ids = Array.from({ length: 3_000 }, newId);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id))).toBe(true);
    expect(decodeTime(ids[0] ?? '')).toBeGreaterThanOrEqual(before);
  });

  it('draws every character alike often, and differently from another maker', async () => {
    const tails: string[] = [];
    for (let i = 0; i < 400; i += 1) tails.push(makeNewId()().slice(10));
    expect(new Set(tails).size).toBe(tails.length);
    const counts = new Map<string, number>();
    for (const character of tails.join('')) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(32);
    for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(100);
  });
});

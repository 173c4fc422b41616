import { describe, expect, it } from 'vitest';
import { localDay, localMonth } from '#core/access/local-day.ts';

describe('localDay(at)', () => {
  it('begins at midnight in London, in summer an hour before UTC', () => {
    expect(localDay(new Date('2026-06-30T22:59:59Z'))).toBe('2026-06-30');
    expect(localDay(new Date('2026-06-30T23:00:00Z'))).toBe('2026-07-01');
    expect(localDay(new Date('2026-12-31T23:30:00Z'))).toBe('2026-12-31');
  });
});

describe('localMonth(at)', () => {
  it('is the month of that day as records store it', () => {
    expect(localMonth(new Date('2026-06-30T23:00:00Z'))).toBe(202607);
    expect(localMonth(new Date('2026-01-01T00:00:00Z'))).toBe(202601);
  });
});

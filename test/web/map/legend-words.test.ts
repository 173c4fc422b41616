import { describe, expect, it } from 'vitest';
import { howWords, unknownWords } from '#web/map/legend.tsx';
import type { DrawnMap } from '#web/map/shape.ts';

const EMPTY: DrawnMap = {
  areas: [],
  breaks: [],
  colours: [],
  unknown: null,
  range: null,
  outside: 0,
};

describe('the words under a map', () => {
  it('name no classes where nothing has a number', () => {
    expect(howWords(EMPTY, 'Quantiles', 'boroughs')).toBe('None of the boroughs has a number.');
  });

  it('say how many records have no known area, or that such are not on the map', () => {
    const of = (value: number | null) => ({ key: null, label: 'Area not known', value, mark: null });
    expect(unknownWords(null, 'integer')).toBe('');
    expect(unknownWords(of(1_218), 'integer')).toBe('Area not known: 1,218, not on the map.');
    expect(unknownWords(of(null), 'number')).toBe('What has no known area is not on the map.');
  });
});

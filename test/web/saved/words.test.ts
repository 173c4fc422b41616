import { describe, expect, it } from 'vitest';
import { movedWords, ruleWords } from '#web/saved/words.ts';
import { EMPTY } from '#web/state/exploration.ts';
import { asksTheSame, savedAddress, searchToSave } from '#web/state/saved.ts';

describe('movedWords(before, now, type)', () => {
  it.each([
    [7_200, 6_750, '6,750 (−450, 6.3%)'],
    [0, 5, '5 (+5)'],
    [5, 5, '5 (no change)'],
    ['c', 5, '5'],
    [5, 'c', 'c'],
  ] as const)('from %j to %j: %s', (before, now, words) => {
    expect(movedWords(before, now, 'integer')).toBe(words);
  });
});

describe('ruleWords(rule)', () => {
  it('ends the sentence “Tell me when a new publication …”', () => {
    expect(ruleWords({ when: 'above', limit: 1_000 })).toBe('takes the total above 1,000');
    expect(ruleWords({ when: 'moved', percent: 2.5 })).toBe('changes the total by more than 2.5%');
  });
});

describe('the address of a saved query', () => {
  const id = '01JABCDEFGHJKMNPQRSTVWXYZ0';

  it('names its datasets, and holds neither where it came from nor numbers of an answer', () => {
    const kept = { key: 'x', sets: [[1, 5, 900]] };
    const state = { ...EMPTY, saved: id, look: { ...EMPTY.look, kept } };
    expect(searchToSave(state, ['mps-crime'])).toBe('d=mps-crime');
  });

  it('opens what was saved', () => {
    expect(savedAddress({ id, search: 'd=mps-crime' })).toBe(`/?d=mps-crime&saved=${id}`);
    expect(savedAddress({ id, search: '' })).toBe(`/?saved=${id}`);
  });

  it('asks the same whichever way it is looked at, and not with another filter', () => {
    expect(asksTheSame('d=mps-crime&v=table', `d=mps-crime&saved=${id}`)).toBe(true);
    expect(asksTheSame('d=mps-crime&a=E01', 'd=mps-crime')).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { objectWords } from '#web/admin/audit/words.ts';

describe('objectWords(object)', () => {
  it('says what an effect was on as people read it, and keeps identifiers as they are', () => {
    expect(objectWords('sign-in')).toBe('Sign-in');
    expect(objectWords('profile/ward-records')).toBe('Profile ward-records');
    expect(objectWords('operation/getSavedQuery')).toBe('Asked to get saved query');
    expect(objectWords('publication/mps-crime/01J')).toBe('Publication mps-crime/01J');
  });
});

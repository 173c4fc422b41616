import { describe, expect, it } from 'vitest';
import { passwordFault } from '#adapters/oidc/password.ts';

const PERSON = { email: 'ann.lindqvist@safestats.example', name: 'Ann Lindqvist' };

describe('passwordFault(password, person)', () => {
  it('takes a few words that do not belong together, and what a manager draws', () => {
    for (const password of [
      'heron walks under bridges',
      'kx7-Qm2p-Zr9d',
      'Straße über Wasser',
      'correct horse battery staple',
    ])
      expect(passwordFault(password, PERSON), password).toBeNull();
  });

  it('refuses fewer than 12 and more than 200 characters', () => {
    expect(passwordFault('elevenchars', PERSON)).toContain('12 to 200');
    expect(passwordFault('x y'.repeat(100), PERSON)).toContain('12 to 200');
  });

  it('refuses the e-mail address and the name, also with digits around them', () => {
    for (const password of [
      PERSON.email,
      'ann.lindqvist1',
      'AnnLindqvist2026',
      'L1ndqv1st-Ann!',
      'annlindqvist',
    ])
      expect(passwordFault(password, PERSON), password).not.toBeNull();
  });

  it('refuses what is guessed first', () => {
    for (const password of [
      'password1234',
      'P@ssw0rd2026!',
      'passwordpassword',
      'PASSWORD12345678',
      'qwertyuiop12',
      '123456789012',
      'aaaaaaaaaaaa',
      'abababababab',
      'letmein12345',
      'Welcome12345',
      'London123456',
      'metpolice2026',
      'safestats2026',
      'administrator',
    ])
      expect(passwordFault(password, PERSON), password).not.toBeNull();
  });
});

import { upperFirst } from '../../state/grouping.ts';

/** What people read for each kind of effect. */
export const ACTIONS: Readonly<Record<string, string>> = {
  collection: 'Collected',
  alteration: 'Altered',
  consultation: 'Consulted',
  disclosure: 'Disclosed',
  combination: 'Combined',
  erasure: 'Erased',
  'sign-in': 'Signed in',
  'sign-out': 'Signed out',
  refusal: 'Refused',
  administration: 'Administration',
  'audit-read': 'Audit read',
};

export function actionWords(action: string): string {
  return ACTIONS[action] ?? action.charAt(0).toUpperCase() + action.slice(1).replaceAll('-', ' ');
}

/** What an effect was on, where nothing says it in words: `sign-in` is `Sign-in`, `profile/ward-records` is `Profile ward-records`. */
export function objectWords(object: string): string {
  const [kind = '', ...rest] = object.split('/');
  const name = rest.join('/');
  if (kind === 'operation')
    return `Asked to ${name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`;
  const words = upperFirst(kind);
  return name === '' ? words : `${words} ${name}`;
}

const TONES: Readonly<Record<string, string>> = {
  disclosure: 'yellow',
  combination: 'yellow',
  refusal: 'red',
  erasure: 'red',
  consultation: 'blue',
  collection: 'green',
  alteration: 'green',
};

export function toneOf(action: string): string {
  return TONES[action] ?? '';
}

export const STATES = {
  done: 'Done',
  failed: 'Failed',
  running: 'Running',
  unknown: 'Outcome unknown',
} as const;

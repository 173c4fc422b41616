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

import type { Caller, Role } from '#app/caller.ts';
import type { World } from './world.ts';

/** Whose object a request is about: the caller's own (person, organisation or agency), or somebody else's. */
export type Whose = 'own' | 'foreign';

/** A request as a row of the table makes it, ready to be sent. */
export type Sent = {
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The letters of the roles in the columns of the table, in their order. */
export const LETTERS: readonly (readonly [letter: string, role: Role])[] = [
  ['S', 'super-admin'],
  ['O', 'org-admin'],
  ['A', 'analyst'],
  ['P', 'supplier'],
  ['U', 'auditor'],
];

/**
 * One route: who may do it to what is their own and to what is not. `SOAPU` lets every role in (super-admin, org-admin,
 * analyst, supplier, auditor); in place of a letter, `-` = refused with 403, `.` = refused with 404, or not in the list.
 * Null = there is no such object.
 */
export type Row = {
  readonly operation: string;
  readonly own: string;
  readonly foreign: string | null;
  /** Makes what is asked for, if need be, and says how to ask. */
  readonly send: (world: World, role: Role, whose: Whose) => Promise<Sent> | Sent;
  /** For lists: a text that the answer holds if, and only if, the object is in the list. */
  readonly lists?: (world: World, whose: Whose) => string;
  /** Also lets in with 409: the object is not in a state for it, which only those who may are told. */
  readonly orConflict?: true;
};

/** A use case without a route (for the operator's commands, and for files that come in): called as it stands. */
export type DirectRow = Pick<Row, 'own' | 'foreign'> & {
  readonly name: string;
  readonly run: (world: World, caller: Caller, whose: Whose) => Promise<unknown>;
};

export type Verdict = 'let in' | 'forbidden' | 'not found';

/** What the table says of a role. */
export function verdictOf(row: Pick<Row, 'own' | 'foreign'>, role: Role, whose: Whose): Verdict {
  const letters = whose === 'own' ? row.own : row.foreign;
  const index = LETTERS.findIndex(([, one]) => one === role);
  const [letter] = LETTERS[index] ?? [];
  switch (letters?.[index]) {
    case letter:
      return 'let in';
    case '-':
      return 'forbidden';
    case '.':
      return 'not found';
    default:
      throw new Error(`write five letters, - or . for ${whose}, not "${letters}"`);
  }
}

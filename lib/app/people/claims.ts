import type { User } from '#app/people.ts';

/**
 * What an access token says of an account besides whose it is, whoever issues it, named as Cognito names it. `generation`
 * is the product's own: an account that is signed out everywhere has another one from then on.
 */
export function accountClaims(user: Pick<User, 'roles' | 'generation'>): {
  readonly 'cognito:groups': string[];
  readonly generation: number;
} {
  return { 'cognito:groups': [...user.roles], generation: user.generation };
}

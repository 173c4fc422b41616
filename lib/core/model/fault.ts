import type * as z from 'zod';
import type { Fault } from './error.ts';

type Issue = z.core.$ZodIssue;

/** What zod found, in the caller's words and all at once; of a union, the faults of the form that was most likely meant. */
export function faultsOfIssues(
  issues: readonly Issue[],
  above: readonly PropertyKey[] = [],
): readonly Fault[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        at: pathText([...path, key]),
        message: 'is not known here; take it out',
      }));
    }
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      return faultsOfIssues(nearest(issue.errors), path);
    }
    return [{ at: pathText(path), message: messageOf(issue) }];
  });
}

/** A place in what was sent, as its writer would say it: `where.fields[2].in`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    const name = String(key);
    const plain = /^[A-Za-z_][\w-]*$/.test(name) ? name : JSON.stringify(name.slice(0, 60));
    return text === '' ? plain : `${text}.${plain}`;
  }, '');
}

function messageOf(issue: Issue): string {
  const { message } = issue;
  if (issue.code === 'too_big' && !message.startsWith('use'))
    return `takes ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${items(issue.origin)}`;
  if (issue.code === 'too_small' && !message.startsWith('use'))
    return `takes ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${items(issue.origin)}`;
  return message === '' ? 'is not valid' : `${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

function items(origin: string): string {
  if (origin === 'array') return ' entries';
  return origin === 'string' ? ' characters' : '';
}

/** The form with the fewest faults in its keys, then the deepest way in, then the fewest faults. */
function nearest(forms: readonly (readonly Issue[])[]): readonly Issue[] {
  const unlike = (issues: readonly Issue[]) =>
    issues.reduce(
      (sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : missing(issue)),
      0,
    );
  const depth = (issues: readonly Issue[]) => Math.max(0, ...issues.map(({ path }) => path.length));
  return (
    [...forms].sort((a, b) => unlike(a) - unlike(b) || depth(b) - depth(a) || a.length - b.length)[0] ?? []
  );
}

function missing(issue: Issue): number {
  return issue.code === 'invalid_type' && issue.input === undefined && issue.path.length === 1 ? 1 : 0;
}

import type * as z from 'zod';
import { AppError, type Fault } from '#core/model/error.ts';

type Issue = z.core.$ZodIssue;

/** What zod found, in the caller's words: `where.fields[2].in`. Of a union, the faults of the nearest alternative. */
export function faultsOf(issues: readonly Issue[], at: readonly PropertyKey[] = []): readonly Fault[] {
  return issues.flatMap((issue) => {
    const path = [...at, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        at: pathText([...path, key]),
        message: 'is not known here: remove it',
      }));
    }
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      return faultsOf(nearest(issue.errors), path);
    }
    return [{ at: pathText(path), message: messageOf(issue) }];
  });
}

/** Parses what a caller sent; fails with SPEC_INVALID and every fault. `what` names the part: `the body`. */
export function parseSent<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = faultsOf(parsed.error.issues);
  throw new AppError(
    'SPEC_INVALID',
    `${what} has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`,
    {
      details: { faults },
    },
  );
}

/** The alternative that the caller most likely meant: fewest faults in its keys, then the deepest way in. */
function nearest(alternatives: readonly (readonly Issue[])[]): readonly Issue[] {
  const unlike = (issues: readonly Issue[]) =>
    issues.reduce(
      (sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : missing(issue)),
      0,
    );
  const depth = (issues: readonly Issue[]) => Math.max(0, ...issues.map(({ path }) => path.length));
  return (
    [...alternatives].sort(
      (a, b) => unlike(a) - unlike(b) || depth(b) - depth(a) || a.length - b.length,
    )[0] ?? []
  );
}

function missing(issue: Issue): number {
  return issue.code === 'invalid_type' && issue.input === undefined && issue.path.length === 1 ? 1 : 0;
}

function messageOf(issue: Issue): string {
  const { message } = issue;
  return message === '' ? 'is not valid' : `${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    const name = String(key);
    const plain = /^[A-Za-z_][\w-]*$/.test(name) ? name : JSON.stringify(name.slice(0, 60));
    return text === '' ? plain : `${text}.${plain}`;
  }, '');
}

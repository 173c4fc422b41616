import type * as z from 'zod';
import type { Fault } from '#core/model/error.ts';
import { type ParsedQuerySpec, QuerySpecSchema } from '#core/model/query-spec.ts';

type Issue = z.core.$ZodIssue;

/** The spec with its defaults, or every fault of its form at once. */
export function parseSpec(
  spec: unknown,
): { readonly spec: ParsedQuerySpec } | { readonly faults: readonly Fault[] } {
  const parsed = QuerySpecSchema.safeParse(spec);
  return parsed.success
    ? { spec: parsed.data }
    : { faults: parsed.error.issues.flatMap((issue) => faultsOf(issue, [])) };
}

/** A place in a spec as its writer would say it: `where.fields[2].in`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('');
}

function faultsOf(issue: Issue, above: readonly PropertyKey[]): readonly Fault[] {
  const path = [...above, ...issue.path];
  const at = pathText(path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        at: pathText([...path, key]),
        message: 'is not known here; take it out',
      }));
    case 'invalid_union':
      return closest(issue.errors).flatMap((inner) => faultsOf(inner, path));
    case 'too_big':
      return [
        {
          at,
          message: `takes ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${items(issue.origin)}`,
        },
      ];
    case 'too_small':
      return [
        {
          at,
          message: issue.message.startsWith('use')
            ? issue.message
            : `takes at least ${issue.minimum}${items(issue.origin)}`,
        },
      ];
    default:
      return [{ at, message: issue.message.charAt(0).toLowerCase() + issue.message.slice(1) }];
  }
}

function items(origin: string): string {
  if (origin === 'array') return ' entries';
  return origin === 'string' ? ' characters' : '';
}

/** The faults of the form that was most likely meant: the one with the fewest, and the deepest among equals. */
function closest(forms: readonly (readonly Issue[])[]): readonly Issue[] {
  const badness = (issues: readonly Issue[]) =>
    issues.reduce(
      (sum, issue) =>
        sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1) - issue.path.length / 10,
      0,
    );
  return [...forms].sort((a, b) => badness(a) - badness(b))[0] ?? [];
}

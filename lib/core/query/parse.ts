import type { Fault } from '#core/model/error.ts';
import { faultsOfIssues } from '#core/model/fault.ts';
import { type ParsedQuerySpec, QuerySpecSchema } from '#core/model/query-spec.ts';

/** The spec with its defaults, or every fault of its form at once. */
export function parseSpec(
  spec: unknown,
): { readonly spec: ParsedQuerySpec } | { readonly faults: readonly Fault[] } {
  const parsed = QuerySpecSchema.safeParse(spec);
  return parsed.success ? { spec: parsed.data } : { faults: faultsOfIssues(parsed.error.issues) };
}

import type { AreaSummary } from '../api/types.ts';

/** Codes of the areas of a level that are chosen or lie in a chosen one. */
export function codesWithin(areas: readonly AreaSummary[], chosen: readonly string[]): ReadonlySet<string> {
  const codes = new Set(chosen);
  return new Set(
    areas
      .filter(
        (area) => codes.has(area.code) || Object.values(area.parents).some((parent) => codes.has(parent)),
      )
      .map((area) => area.code),
  );
}

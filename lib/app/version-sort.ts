/** The sort key of a numbered version, so that versions lie in their order. */
export function versionSort(version: number): string {
  return String(version).padStart(8, '0');
}

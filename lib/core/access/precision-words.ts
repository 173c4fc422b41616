import type { Precision } from './profile.ts';

/** The finest place that a profile shows, in words: `cells of resolution 8 and coarser; areas: borough, ward`. */
export function precisionWords({ exact, cell, levels }: Precision): string {
  if (exact) return 'exact places';
  const parts = [
    ...(cell === null ? [] : [`cells of resolution ${cell} and coarser`]),
    ...(levels.length === 0 ? [] : [`areas: ${levels.join(', ')}`]),
  ];
  return parts.length === 0 ? 'no places' : parts.join('; ');
}

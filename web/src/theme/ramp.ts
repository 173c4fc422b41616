/** The sequential ramp for drawings in the page, least first: it follows the theme by itself. */
export const RAMP_FILLS = [
  'var(--ramp-1)',
  'var(--ramp-2)',
  'var(--ramp-3)',
  'var(--ramp-4)',
  'var(--ramp-5)',
  'var(--ramp-6)',
] as const;

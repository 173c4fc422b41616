/** Patterns of the map for areas without a number, as definitions of a drawing: `<id>-hatch`, `<id>-dots`, `<id>-grid`. */
export function PaperPatterns({ id }: { readonly id: string }) {
  return (
    <defs>
      <pattern
        id={`${id}-hatch`}
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="6" height="6" fill="#fff" />
        <line x1="0" x2="0" y1="0" y2="6" stroke="#7d8892" strokeWidth="2" />
      </pattern>
      <pattern id={`${id}-dots`} width="4" height="4" patternUnits="userSpaceOnUse">
        <rect width="4" height="4" fill="#fff" />
        <circle cx="2" cy="2" r="0.95" fill="#707c86" />
      </pattern>
      <pattern id={`${id}-grid`} width="4" height="4" patternUnits="userSpaceOnUse">
        <rect width="4" height="4" fill="#fff" />
        <path d="M0 0h4M0 0v4" stroke="#707c86" strokeWidth="1" />
      </pattern>
    </defs>
  );
}

type Props = { readonly id: string; readonly paper?: string; readonly ink?: string };

/** Patterns of the map for areas without a number, as definitions of a drawing: `<id>-hatch`, `<id>-dots`, `<id>-grid`. */
export function PaperPatterns({ id, paper = '#fff', ink = '#707c86' }: Props) {
  return (
    <defs>
      <pattern
        id={`${id}-hatch`}
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="6" height="6" fill={paper} />
        <line x1="0" x2="0" y1="0" y2="6" stroke={ink} strokeWidth="2" />
      </pattern>
      <pattern id={`${id}-dots`} width="4" height="4" patternUnits="userSpaceOnUse">
        <rect width="4" height="4" fill={paper} />
        <circle cx="2" cy="2" r="0.95" fill={ink} />
      </pattern>
      <pattern id={`${id}-grid`} width="4" height="4" patternUnits="userSpaceOnUse">
        <rect width="4" height="4" fill={paper} />
        <path d="M0 0h4M0 0v4" stroke={ink} strokeWidth="1" />
      </pattern>
    </defs>
  );
}

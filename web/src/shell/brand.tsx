export function Brand() {
  return (
    <span className="brand">
      <svg viewBox="0 0 26 26" width="26" height="26" aria-hidden="true">
        <path
          d="M13 1.5 23 7.2v11.6L13 24.5 3 18.8V7.2z"
          fill="none"
          stroke="var(--accent)"
          strokeWidth="2.2"
        />
        <path d="m13 7.5 4.8 2.7v5.6L13 18.5l-4.8-2.7v-5.6z" fill="var(--on-navy)" />
      </svg>
      <span>
        SafeStats <b>Explorer</b>
      </span>
    </span>
  );
}

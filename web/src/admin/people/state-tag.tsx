import type { Person } from '../types.ts';

const STATES = {
  pending: { text: 'Waits for approval', tone: 'yellow' },
  active: { text: 'Active', tone: 'green' },
  disabled: { text: 'Disabled', tone: 'red' },
} as const;

export function StateTag({ state }: { readonly state: Person['state'] }) {
  const { text, tone } = STATES[state];
  return (
    <span className="tag" data-tone={tone}>
      {text}
    </span>
  );
}

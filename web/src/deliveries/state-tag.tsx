import type { DeliveryState } from '#core/model/delivery.ts';

const STATES: Readonly<Record<DeliveryState, { readonly text: string; readonly tone: string }>> = {
  received: { text: 'Received', tone: 'blue' },
  checking: { text: 'Being checked', tone: 'blue' },
  publishing: { text: 'Being published', tone: 'blue' },
  published: { text: 'Published', tone: 'green' },
  unchanged: { text: 'Already held', tone: 'green' },
  refused: { text: 'Refused', tone: 'red' },
  failed: { text: 'Failed', tone: 'red' },
  withdrawn: { text: 'Withdrawn', tone: 'yellow' },
};

/** True while something is still being done to it. */
export function isMoving(state: DeliveryState): boolean {
  return state === 'received' || state === 'checking' || state === 'publishing';
}

export function DeliveryTag({ state }: { readonly state: DeliveryState }) {
  const { text, tone } = STATES[state];
  return (
    <span className="tag" data-tone={tone}>
      {text}
    </span>
  );
}

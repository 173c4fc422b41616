import type { QueryView } from '#app/query/query-record.ts';
import { idempotencyKey } from '../idempotency-key.ts';
import { PREVIEW } from '../preview.ts';
import { QueryViewSchema } from './query-schema.ts';

/** How long the answer to a new question may be waited for before its id is given alone. */
const WAIT_MS = 1_500;

/** Headers of a request that asks a question. */
export const ASKING_HEADERS = {
  ...PREVIEW,
  'Idempotency-Key': 'The same key gives the same query; 1 to 100 characters',
};

/** What may come back for one. */
export const ASKED_RESPONSES = {
  200: { description: 'It ended at once; with the first page when it succeeded', schema: QueryViewSchema },
  202: {
    description: 'It is at work',
    schema: QueryViewSchema,
    headers: { location: 'Where to ask how it stands' },
  },
} as const;

/** How a question is asked: how long to wait, and under which key. Fails with SPEC_INVALID for a key that is none. */
export function asking(header: (name: string) => string | undefined) {
  const key = idempotencyKey(header('idempotency-key'));
  return { waitMs: WAIT_MS, ...(key === null ? {} : { idempotencyKey: key }) };
}

/** The reply to one. */
export function asked(view: QueryView) {
  const atWork = view.state === 'queued' || view.state === 'running';
  return {
    status: atWork ? (202 as const) : (200 as const),
    body: view,
    headers: { location: `/v1/queries/${view.id}` },
  };
}

import * as z from 'zod';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { type Clock, NotTried, spanText } from './probe.ts';

const REQUEST_MS = 60_000;
/** How long the answer to a question is waited for. */
const ANSWER_MS = 10 * 60_000;
const POLL_MS = 500;

export type Reply = { readonly status: number; readonly body: unknown; readonly ms: number };
type Asked = {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The API said no; the message is its own. */
export class Refusal extends Error {
  readonly status: number;

  constructor(asked: string, { status, body }: Pick<Reply, 'status' | 'body'>) {
    const { detail = '', faults = [] } = Problem.safeParse(body).data ?? {};
    const said = [detail, ...faults.map(({ at, message }) => `${at}: ${message}`)].filter(
      (text) => text !== '',
    );
    super([`${asked} answered ${status}`, ...said].join('; '));
    this.status = status;
  }
}

const Problem = z.object({
  detail: z.string().optional(),
  faults: z.array(z.object({ at: z.string(), message: z.string() })).optional(),
});
const Column = z.object({ name: z.string(), values: z.array(z.unknown()) });
const Result = z.object({
  columns: z.array(Column),
  mapped: z.union([z.number(), z.string()]),
  notMapped: z.union([z.number(), z.string()]),
  outsideCoverage: z.union([z.number(), z.string()]),
});
const View = z.object({
  id: z.string(),
  state: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  result: Result.optional(),
});

/** What a question was answered, and how long it took. */
export type Answer = {
  readonly id: string;
  readonly result: z.output<typeof Result>;
  readonly ms: number;
};

/** The API of a running deployment, as one person. */
export class Site {
  readonly origin: string;
  readonly #token: string;
  readonly #clock: Clock;

  constructor(origin: string, token: string, clock: Clock) {
    this.origin = origin;
    this.#token = token;
    this.#clock = clock;
  }

  /** What the token says of itself, unverified; null = it is none of the kind. */
  claims(): Readonly<Record<string, unknown>> | null {
    try {
      const [, middle = ''] = this.#token.split('.');
      return z
        .record(z.string(), z.unknown())
        .parse(JSON.parse(Buffer.from(middle, 'base64url').toString('utf8')));
    } catch {
      return null;
    }
  }

  /** One request, whatever it is answered. Fails with NotTried when the site does not answer at all. */
  send(method: string, path: string, { body, headers = {} }: Asked = {}): Promise<Reply> {
    return sendTo(this.origin, this.#clock, method, path, {
      body,
      headers: { ...headers, authorization: `Bearer ${this.#token}` },
    });
  }

  /** The body of a request that is to succeed. Fails with Refusal, or NotTried for a token that does not hold. */
  async call<Body>(
    schema: z.ZodType<Body>,
    method: string,
    path: string,
    asked: Asked = {},
  ): Promise<{ readonly status: number; readonly body: Body; readonly ms: number }> {
    const reply = await this.send(method, path, asked);
    if (reply.status === 401)
      throw new NotTried('the token does not hold, or holds no more: sign in and take another');
    if (reply.status >= 300) throw new Refusal(`${method} ${path}`, reply);
    return { ...reply, body: schema.parse(reply.body) };
  }

  /** Asks a question and waits for its answer, through this profile; null = under the person's own. */
  async ask(spec: QuerySpec, profile: string | null): Promise<Answer> {
    const begun = this.#clock.now();
    const through = previewing(profile);
    let { body: view } = await this.call(View, 'POST', '/v1/queries', { body: spec, headers: through });
    while (view.state === 'queued' || view.state === 'running') {
      if (this.#clock.now() - begun > ANSWER_MS)
        throw new Error(`no answer in ${spanText(ANSWER_MS)} to the query ${view.id}`);
      await this.#clock.pause(POLL_MS);
      const path = `/v1/queries/${view.id}`;
      view = (await this.call(View, 'GET', path, { headers: through })).body;
    }
    if (view.state !== 'succeeded')
      throw new Error(`the query ${view.id} ${view.state}: ${view.error?.detail ?? 'no reason is given'}`);
    const path = `/v1/queries/${view.id}/result`;
    const result = view.result ?? (await this.call(Result, 'GET', path, { headers: through })).body;
    return { id: view.id, result, ms: this.#clock.now() - begun };
  }
}

/** One request without a token. */
export async function sendTo(
  origin: string,
  clock: Clock,
  method: string,
  path: string,
  { body, headers = {} }: Asked = {},
): Promise<Reply> {
  const begun = clock.now();
  let response: Response;
  try {
    response = await fetch(`${origin}${path}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(REQUEST_MS),
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    throw new NotTried(`${origin} does not answer`, { cause });
  }
  const text = await response.text();
  return { status: response.status, body: parsed(text), ms: clock.now() - begun };
}

/** Headers of a question that is asked through a profile. */
export function previewing(profile: string | null): Readonly<Record<string, string>> {
  return profile === null ? {} : { 'x-preview-profile': profile };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

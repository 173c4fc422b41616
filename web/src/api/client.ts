import type { Problem } from './types.ts';

/** A refusal or failure as the server told it, or `UNREACHABLE` when there was no answer. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ApiProblem';
    this.problem = problem;
  }
}

/** Where the client gets its token from, and whom it tells that the token no longer counts. */
export type TokenSource = {
  token(): string | null;
  /** Tries to get a new token; false when the session has ended. */
  renew(): Promise<boolean>;
};

export type RequestOptions = {
  readonly body?: unknown;
  /** The `etag` of what is changed, as it was last read; `"0"` = it is new. */
  readonly etag?: string | undefined;
  /** The same key makes it once, however often it is sent. */
  readonly key?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly keepalive?: boolean;
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

/** Reads a problem+json answer; tolerant, because a proxy may answer in its own way. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null);
  const fields = isRecord(body) ? body : {};
  const faults = Array.isArray(fields['faults']) ? fields['faults'].filter(isRecord) : [];
  return new ApiProblem({
    status: response.status,
    code: text(fields['code'], 'INTERNAL'),
    title: text(fields['title'], 'Something went wrong'),
    detail: text(fields['detail'], `The server answered with status ${response.status}.`),
    faults: faults.map((fault) => ({ at: text(fault['at'], ''), message: text(fault['message'], '') })),
    reference: typeof fields['reference'] === 'string' ? fields['reference'] : null,
    moved: fields['moved'] === true,
    reasons: Array.isArray(fields['reasons']) ? fields['reasons'].filter(isText) : [],
  });
}

/** Calls of the HTTP interface on behalf of the person who is signed in. */
export class ApiClient {
  readonly #base: string;
  readonly #tokens: TokenSource;
  readonly #preview: () => string | null;

  /** `preview` names the profile that everything is looked at through; null = the person's own. */
  constructor(base: string, tokens: TokenSource, preview: () => string | null = () => null) {
    this.#base = base;
    this.#tokens = tokens;
    this.#preview = preview;
  }

  get<Body>(path: string, signal?: AbortSignal): Promise<Body> {
    return this.#json<Body>('GET', path, { signal });
  }

  /** `key` makes the same request again give the same thing, and lets it be cancelled before it is answered. */
  post<Body>(path: string, body: unknown, signal?: AbortSignal, key?: string): Promise<Body> {
    return this.#json<Body>('POST', path, { body, signal, key });
  }

  /** Changes something. `etag` where somebody else may be changing it too. Answers without a body give `undefined`. */
  async write<Body>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    etag?: string,
  ): Promise<Body> {
    const response = await this.#send(method, path, { body, etag });
    if (!response.ok) throw await problemOf(response);
    return (response.status === 204 ? undefined : await response.json()) as Body;
  }

  /** The answer as it is, after its redirects: a file, or JSON while it is being made. Fails like the others. */
  async open(path: string, signal?: AbortSignal): Promise<Response> {
    const response = await this.#send('GET', path, { signal });
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  /** Ends something; one that has ended already is fine. */
  async remove(path: string): Promise<void> {
    await this.#send('DELETE', path, { keepalive: true }).catch(() => undefined);
  }

  /** The answer itself, whatever its status, once the session has been renewed if it had to be. */
  async #send(method: string, path: string, options: RequestOptions): Promise<Response> {
    const once = () => this.#fetch(method, path, options);
    const response = await once();
    if (response.status !== 401) return response;
    return (await this.#tokens.renew()) ? once() : response;
  }

  async #fetch(method: string, path: string, options: RequestOptions): Promise<Response> {
    const token = this.#tokens.token();
    const headers: Record<string, string> = { accept: 'application/json' };
    if (token !== null) headers['authorization'] = `Bearer ${token}`;
    if (options.body !== undefined) headers['content-type'] = 'application/json';
    const preview = this.#preview();
    if (preview !== null) headers['x-preview-profile'] = preview;
    if (options.key !== undefined) headers['idempotency-key'] = options.key;
    if (options.etag !== undefined) headers['if-match'] = options.etag;
    try {
      return await fetch(`${this.#base}${path}`, {
        method,
        headers,
        body: options.body === undefined ? null : JSON.stringify(options.body),
        signal: options.signal ?? null,
        keepalive: options.keepalive ?? false,
      });
    } catch (cause) {
      if (options.signal?.aborted) throw cause;
      throw new ApiProblem({
        status: 0,
        code: 'UNREACHABLE',
        title: 'No connection',
        detail: 'SafeStats could not be reached. Check your connection, then try again.',
        faults: [],
        reference: null,
      });
    }
  }

  async #json<Body>(method: string, path: string, options: RequestOptions): Promise<Body> {
    const response = await this.#send(method, path, options);
    if (!response.ok) throw await problemOf(response);
    return (await response.json()) as Body;
  }
}

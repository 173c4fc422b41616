import { expect } from 'vitest';
import { issueScriptToken } from '#adapters/oidc/script-token.ts';
import { findUserByEmail } from '#app/people.ts';
import type { Route } from '#http/route.ts';
import { allRoutes } from '#http/routes/all.ts';
import type { TestServer } from './http-server.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
  readonly body: any;
};

const ROUTES = allRoutes('0.0.0-test');

/** Speaks to the API as one demonstration account; every answer is held against what the contract declares. */
export class ApiClient {
  readonly #server: TestServer;
  readonly #token: string;

  private constructor(server: TestServer, token: string) {
    this.#server = server;
    this.#token = token;
  }

  /** A client for the account of a role, `analyst`. */
  static async for(server: TestServer, role: string): Promise<ApiClient> {
    const { registry, clock } = server.platform;
    const user = await findUserByEmail(registry, `${role}@safestats.local`);
    if (user === null) throw new Error(`no account for ${role}`);
    return new ApiClient(server, await issueScriptToken(registry, clock, user, { minutes: 15 }));
  }

  /** A client that sends this access token. */
  static withToken(server: TestServer, token: string): ApiClient {
    return new ApiClient(server, token);
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#send('GET', path, undefined, headers);
  }

  delete(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#send('DELETE', path, undefined, headers);
  }

  post(path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#send('POST', path, body, headers);
  }

  put(path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#send('PUT', path, body, headers);
  }

  patch(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#send('PATCH', path, body, headers);
  }

  async #send(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.#server.origin}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = {
      status: response.status,
      headers: response.headers,
      body: text === '' ? null : isJson(response) ? JSON.parse(text) : text,
    };
    if (response.status < 400) expectDeclared(method, path, answer);
    return answer;
  }
}

function isJson({ headers }: Response): boolean {
  return /^application\/([a-z]+\+)?json$/.test(headers.get('content-type') ?? '');
}

function expectDeclared(method: string, path: string, { status, body }: Answer): void {
  const route = ROUTES.find((one) => one.method === method && pattern(one).test(path.split('?')[0] ?? ''));
  const declared = route?.responses[status];
  expect(declared, `${method} ${path} declares ${status}`).toBeDefined();
  const fault = declared?.schema === undefined ? body : declared.schema.safeParse(body).error;
  expect(fault ?? null, `${method} ${path} answers as declared`).toBeNull();
}

function pattern(route: Route): RegExp {
  return new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FunctionName } from '#lambdas/functions.ts';
import { type Access, type AwsRequest, actionsOf, scopeOf } from './call-actions.ts';
import { bodyOf, passOn } from './faulty-proxy.ts';

/** What a function did on something, as IAM is asked whether it may. */
export type RecordedCall = Access & {
  readonly by: FunctionName;
  /** ARN of the role that the function had assumed; null for its own. */
  readonly as: string | null;
};

/** Lines between functions and the emulator, which keep what goes by. */
export class CallRecorder {
  readonly #target: string;
  readonly #calls = new Map<string, RecordedCall>();
  readonly #unknown = new Set<string>();
  readonly #roles = new Map<string, string>();
  readonly #workgroups = new Map<string, string>();
  readonly #closing: (() => Promise<void>)[] = [];

  constructor(target: string) {
    this.#target = target;
  }

  /** Every call so far, once. */
  get calls(): readonly RecordedCall[] {
    return [...this.#calls.values()];
  }

  /** Requests of which nobody here knows what IAM would be asked. */
  get unknown(): readonly string[] {
    return [...this.#unknown];
  }

  /**
   * Starts the line of one function on a free port of the loopback interface; gives its address. `elsewhere` has the
   * addresses of services that something else answers.
   */
  async line(by: FunctionName, elsewhere: Readonly<Record<string, string>> = {}): Promise<string> {
    const server = createServer((request, response) => {
      void bodyOf(request).then(async (bytes) => {
        const url = new URL(request.url ?? '/', this.#target);
        const { service } = scopeOf({ headers: request.headers, url });
        const answer = await passOn(elsewhere[service] ?? this.#target, request, bytes);
        this.#record(by, {
          method: request.method ?? 'GET',
          url,
          headers: request.headers,
          body: bytes.toString('utf8'),
          status: answer.status,
          answer: answer.body.toString('utf8'),
          tags:
            ['GET', 'HEAD'].includes(request.method ?? '') && answer.status < 300
              ? await this.#tags(url, request.headers.authorization)
              : {},
        });
        response.writeHead(answer.status, answer.headers).end(answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#closing.push(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const close of this.#closing) await close();
  }

  /** Of an object, as the emulator has them. */
  async #tags({ pathname }: URL, authorization = ''): Promise<Readonly<Record<string, string>>> {
    const url = `${this.#target}${pathname}?tagging`;
    const text = await (await fetch(url, { headers: { authorization } })).text();
    const found = text.matchAll(/<Key>([^<]+)<\/Key>\s*<Value>([^<]*)<\/Value>/g);
    return Object.fromEntries([...found].map(([, key = '', value = '']) => [key, value]));
  }

  #record(by: FunctionName, request: AwsRequest): void {
    const accesses = actionsOf(request, (execution) => this.#workgroups.get(execution));
    if (typeof accesses === 'string') {
      this.#unknown.add(`${by}: ${accesses}`);
      return;
    }
    const as = this.#roles.get(keyIdOf(request)) ?? null;
    for (const access of accesses) {
      const key = JSON.stringify([by, as, access]);
      this.#calls.set(key, { ...access, by, as });
    }
    this.#learn(request, accesses);
  }

  /** Later requests are made under keys and ids that answers give. */
  #learn({ body, answer }: AwsRequest, accesses: readonly Access[]): void {
    for (const { action, resource } of accesses) {
      const keyId = /<AccessKeyId>([^<]+)</.exec(answer)?.[1];
      if (action === 'sts:AssumeRole' && keyId !== undefined) this.#roles.set(keyId, resource);
      const execution = /"QueryExecutionId":\s*"([^"]+)"/.exec(answer)?.[1];
      const workgroup = /"WorkGroup":\s*"([^"]+)"/.exec(body)?.[1];
      if (action === 'athena:StartQueryExecution' && execution !== undefined && workgroup !== undefined)
        this.#workgroups.set(execution, workgroup);
    }
  }
}

function keyIdOf({ headers, url }: AwsRequest): string {
  const presigned = url.searchParams.get('X-Amz-Credential');
  const signed = presigned ?? /Credential=(\S+)/.exec(headers.authorization ?? '')?.[1] ?? '';
  return signed.split('/')[0] ?? '';
}

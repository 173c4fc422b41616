import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bodyOf } from './faulty-proxy.ts';

/** A request to an API and what it was answered. */
export type Exchange = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly sent: string;
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test changes whatever came
  readonly body: any;
};

/** What is answered instead; absent parts as they were. */
export type Lie = { readonly status?: number; readonly body?: unknown };

export type LyingProxy = {
  readonly origin: string;
  /** Lies so from now on; null = tells the truth. */
  lie(how: ((exchange: Exchange) => Lie | null) | null): void;
  close(): Promise<void>;
};

/** A line to an API of JSON that answers something else where a test says so. */
export async function startLyingProxy(target: string): Promise<LyingProxy> {
  let how: ((exchange: Exchange) => Lie | null) | null = null;
  const server = createServer((request, response) => {
    void bodyOf(request).then(async (bytes) => {
      const { method = 'GET', url: path = '/', headers } = request;
      const sent = bytes.toString('utf8');
      const onward = Object.entries(headers).flatMap(([name, value]) =>
        typeof value === 'string' && !['host', 'connection', 'content-length'].includes(name)
          ? [[name, value] as const]
          : [],
      );
      const answer = await fetch(`${target}${path}`, {
        method,
        redirect: 'manual',
        headers: Object.fromEntries(onward),
        ...(sent === '' ? {} : { body: sent }),
      });
      const text = await answer.text();
      const body = text.startsWith('{') ? JSON.parse(text) : text;
      const lie = how?.({ method, path, headers, sent, status: answer.status, body }) ?? {};
      const status = lie.status ?? answer.status;
      response.writeHead(status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
      response.end('body' in lie ? JSON.stringify(lie.body) : text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    lie: (next) => {
      how = next;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

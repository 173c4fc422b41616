import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it went by. */
export type Passing = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
};

/** What is done with a request: passed on; passed on with its answer lost, or cut in the middle; or answered here. */
export type Fate =
  | 'pass'
  | 'lose-answer'
  | 'cut-answer'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string };

export type FaultyProxy = {
  readonly url: string;
  /** Every request so far. */
  readonly seen: readonly Passing[];
  readonly close: () => Promise<void>;
};

/** A line to a server that fails as told. */
export async function startFaultyProxy(
  target: string,
  fateOf: (request: Passing, number: number) => Fate,
): Promise<FaultyProxy> {
  const seen: Passing[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then(async (body) => {
      const { method = 'GET', url: path = '/', headers } = request;
      const passing = { method, path, headers, body: body.toString('utf8') };
      seen.push(passing);
      const fate = fateOf(passing, seen.length);
      if (typeof fate === 'object') {
        response.writeHead(fate.status, { ...fate.headers }).end(fate.body);
        return;
      }
      const answer = await passOn(target, request, body);
      if (fate === 'lose-answer') response.destroy();
      else if (fate === 'cut-answer') cut(response, answer);
      else response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

type Answer = {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
};

/** Hands a request on as it is; gives the whole answer. */
export function passOn(
  target: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(target);
    const onward = httpRequest({ hostname, port, method, path: url, headers }, (response) => {
      void bodyOf(response).then((answer) =>
        resolve({ status: response.statusCode ?? 500, headers: response.headers, body: answer }),
      );
    });
    onward.on('error', reject);
    onward.end(body);
  });
}

function cut(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers);
  response.write(body.subarray(0, Math.floor(body.byteLength / 2)), () => response.destroy());
}

/** All that a stream gives. */
export async function bodyOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

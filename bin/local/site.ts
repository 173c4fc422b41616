import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { acceptedEncoding, compress, type Encoding, isCompressible } from './body.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const IMMUTABLE = 'public, max-age=31536000, immutable';

type Ready = { readonly body: Buffer; readonly etag: string };

/** The built explorer: its files, and its page at every address that is a page of it. */
export class Site {
  readonly #root: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #ready = new Map<string, Promise<Ready>>();

  constructor(root: string, headers: Readonly<Record<string, string>>) {
    this.#root = root;
    this.#headers = headers;
  }

  /** Answers a GET or HEAD; false when neither a file nor a page is there. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const file = await this.#find(path);
    if (file !== null) {
      await this.#send(request, response, file, path.startsWith('/assets/') ? IMMUTABLE : 'no-cache');
      return true;
    }
    const page = isPage(path) ? await this.#find('/index.html') : null;
    if (page === null) return false;
    await this.#send(request, response, page, 'no-cache');
    return true;
  }

  async #find(path: string): Promise<string | null> {
    if (!/^(\/[\w-][\w.-]*)+$/.test(path) || path.includes('..')) return null;
    try {
      const [root, file] = [await realpath(this.#root), await realpath(join(this.#root, path))];
      return file.startsWith(`${root}${sep}`) && (await stat(file)).isFile() ? file : null;
    } catch {
      return null;
    }
  }

  async #send(
    request: IncomingMessage,
    response: ServerResponse,
    file: string,
    cache: string,
  ): Promise<void> {
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    const encoding = isCompressible(type) ? acceptedEncoding(request) : null;
    const { body, etag } = await this.#load(file, encoding);
    for (const [name, value] of Object.entries(this.#headers)) response.setHeader(name, value);
    response.setHeader('content-type', type);
    response.setHeader('cache-control', cache);
    response.setHeader('etag', etag);
    if (isCompressible(type)) response.setHeader('vary', 'accept-encoding');
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304).end();
      return;
    }
    if (encoding !== null) response.setHeader('content-encoding', encoding);
    response.setHeader('content-length', body.length);
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  async #load(file: string, encoding: Encoding | null): Promise<Ready> {
    const { mtimeMs, size } = await stat(file);
    const key = `${file} ${mtimeMs} ${size} ${encoding}`;
    const known = this.#ready.get(key);
    if (known !== undefined) return known;
    const ready = prepare(file, encoding);
    this.#ready.set(key, ready);
    ready.catch(() => this.#ready.delete(key));
    return ready;
  }
}

/** Pages of the explorer have no extension and lie outside everything that the server itself answers. */
export function isPage(path: string): boolean {
  return path === '/' || (/^\/[a-z][\w-]*(\/[a-z\d][\w-]*)*\/?$/i.test(path) && !SERVED.test(path));
}

const SERVED = /^\/(v1|oidc|geography|assets|uploads|exports|health)(\/|$)/;

async function prepare(file: string, encoding: Encoding | null): Promise<Ready> {
  const plain = await readFile(file);
  const body = encoding === null ? plain : await compress(plain, encoding, 9);
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  return { body, etag: `"${hash}${encoding === null ? '' : `-${encoding}`}"` };
}

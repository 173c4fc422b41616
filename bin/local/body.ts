import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const brotliAsync = promisify(brotliCompress);
const gzipAsync = promisify(gzip);
const MIN_BYTES = 1024;

export type Encoding = 'br' | 'gzip';

/** Ends the response with a body, compressed when it is text and the client takes it. Headers are already set. */
export async function sendBody(
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): Promise<void> {
  const type = String(response.getHeader('content-type') ?? '');
  const encoding = body.length >= MIN_BYTES && isCompressible(type) ? acceptedEncoding(request) : null;
  if (isCompressible(type)) response.setHeader('vary', 'accept-encoding');
  const sent = encoding === null ? body : await compress(body, encoding, 4);
  if (encoding !== null) response.setHeader('content-encoding', encoding);
  if (response.statusCode !== 204 && response.statusCode !== 304)
    response.setHeader('content-length', sent.length);
  response.end(request.method === 'HEAD' ? undefined : sent);
}

/** The best encoding that the client takes, or null. */
export function acceptedEncoding(request: IncomingMessage): Encoding | null {
  const accepted = String(request.headers['accept-encoding'] ?? '')
    .split(',')
    .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
    .map((part) => part.split(';')[0]?.trim());
  if (accepted.includes('br')) return 'br';
  return accepted.includes('gzip') ? 'gzip' : null;
}

/** `quality` 1 to 9, fast to small. */
export function compress(body: Buffer, encoding: Encoding, quality: number): Promise<Buffer> {
  return encoding === 'br'
    ? brotliAsync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } })
    : gzipAsync(body, { level: quality });
}

export function isCompressible(type: string): boolean {
  return /^(text\/|image\/svg|application\/(.*\+)?(json|xml|javascript))/.test(type);
}

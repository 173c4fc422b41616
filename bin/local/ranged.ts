import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

export type RangedFile = {
  readonly size: number;
  /** Quoted, strong. */
  readonly etag: string;
  readonly read: (start: number, end: number) => AsyncIterable<Uint8Array>;
};

type Range = { readonly start: number; readonly end: number };

/** Answers GET and HEAD with the file or the one part asked for (206, 304, 416). Other headers are already set. */
export async function sendRanged(
  request: IncomingMessage,
  response: ServerResponse,
  file: RangedFile,
): Promise<void> {
  response.setHeader('accept-ranges', 'bytes');
  response.setHeader('etag', file.etag);
  if (matches(request.headers['if-none-match'], file.etag)) {
    response.writeHead(304).end();
    return;
  }
  const wanted = request.headers['if-range'];
  const range =
    wanted === undefined || wanted === file.etag ? rangeOf(request.headers.range, file.size) : 'whole';
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'content-range': `bytes */${file.size}`, 'content-length': 0 }).end();
    return;
  }
  const { start, end } = range === 'whole' ? { start: 0, end: file.size - 1 } : range;
  response.statusCode = range === 'whole' ? 200 : 206;
  if (range !== 'whole') response.setHeader('content-range', `bytes ${start}-${end}/${file.size}`);
  response.setHeader('content-length', end - start + 1);
  if (request.method === 'HEAD' || file.size === 0) response.end();
  else await pipeline(file.read(start, end), response);
}

/** A header with several ranges, or one that is not understood, asks for the whole. */
export function rangeOf(header: string | undefined, size: number): Range | 'whole' | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (match === null || (first === '' && last === '')) return 'whole';
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return 'whole';
  return start >= size ? 'unsatisfiable' : { start, end };
}

function matches(header: string | undefined, etag: string): boolean {
  const tags = header?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes(etag) || tags.includes('*');
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { acceptFile } from '#app/incoming.ts';
import type { IngestPlatform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { API_HEADERS } from '#http/security-headers.ts';
import { sendBody } from './body.ts';

/** The largest file that is taken through the browser or a script. */
const MAX_UPLOAD_BYTES = 2 * 2 ** 30;

/** Answers PUT `/uploads/<token>`: the file of a granted upload. False for other addresses. */
export async function takeUpload(
  platform: IngestPlatform,
  submitImport: (id: string) => void,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const token = /^\/uploads\/([\w-]{43})$/.exec((request.url ?? '/').split('?')[0] ?? '/')?.[1];
  if (token === undefined) return false;
  if (request.method !== 'PUT') {
    throw new AppError('METHOD_NOT_ALLOWED', 'send the file with PUT', { details: { allow: 'PUT' } });
  }
  if (Number(request.headers['content-length'] ?? 0) > MAX_UPLOAD_BYTES) throw tooLarge();
  const taken = await acceptFile(platform, token, limited(request));
  if (taken.kind === 'geography') {
    const { id } = taken;
    submitImport(id);
    await accepted(request, response, `/v1/geographies/imports/${id}`, { id });
  } else {
    const { dataset, number } = taken.delivery;
    await accepted(request, response, `/v1/deliveries/${dataset}/${number}`, taken.delivery);
  }
  return true;
}

function accepted(
  request: IncomingMessage,
  response: ServerResponse,
  location: string,
  body: unknown,
): Promise<void> {
  response.statusCode = 202;
  for (const [name, value] of Object.entries(API_HEADERS)) response.setHeader(name, value);
  response.setHeader('content-type', 'application/json');
  response.setHeader('cache-control', 'no-store');
  response.setHeader('location', location);
  return sendBody(request, response, Buffer.from(JSON.stringify(body)));
}

/** Leaves the request open when it is broken off, so that its sender hears why. */
async function* limited(request: IncomingMessage): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    bytes += part.length;
    if (bytes > MAX_UPLOAD_BYTES) throw tooLarge();
    yield part;
  }
}

function tooLarge(): AppError {
  return new AppError(
    'TOO_LARGE',
    `a file may have ${MAX_UPLOAD_BYTES} bytes: split it by month, or drop it into the folder`,
  );
}

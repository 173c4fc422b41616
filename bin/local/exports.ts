import type { IncomingMessage, ServerResponse } from 'node:http';
import { exportAddress, exportHeaders, openExport } from '#app/export-link.ts';
import type { Platform } from '#app/ports.ts';
import { API_HEADERS } from '#http/security-headers.ts';
import { sendRanged } from './ranged.ts';

/** Answers GET `/exports/<token>/<file name>`: a file that its owner was linked to. False for other addresses. */
export async function sendExport(
  platform: Platform,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const address = exportAddress(path);
  if (address === null) return false;
  const { key, fileName, bytes } = await openExport(platform, address.secret, address.name);
  for (const [header, value] of Object.entries(API_HEADERS)) response.setHeader(header, value);
  const { type, disposition } = exportHeaders(fileName);
  response.setHeader('content-type', type);
  response.setHeader('content-disposition', disposition);
  response.setHeader('cache-control', 'private, no-store');
  await sendRanged(request, response, {
    size: bytes,
    etag: `"${address.secret.slice(0, 16)}"`,
    read: (start, end) => platform.objects.read(key, { start, end }),
  });
  return true;
}

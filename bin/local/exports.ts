import type { IncomingMessage, ServerResponse } from 'node:http';
import { openExport } from '#app/export-link.ts';
import type { Platform } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { API_HEADERS } from '#http/security-headers.ts';
import { sendRanged } from './ranged.ts';

/** Answers GET `/exports/<token>/<file name>`: a file that its owner was linked to. False for other addresses. */
export async function sendExport(
  platform: Platform,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const [, token, name] = /^\/exports\/([\w-]{43})\/([^/]+)$/.exec(path) ?? [];
  if (token === undefined || name === undefined) return false;
  const { key, fileName } = await openExport(platform, token);
  const size = name === encodeURIComponent(fileName) ? await platform.objects.size(key) : null;
  if (size === null) throw new AppError('NOT_FOUND', 'the file is no longer kept: download it again');
  for (const [header, value] of Object.entries(API_HEADERS)) response.setHeader(header, value);
  response.setHeader(
    'content-type',
    fileName.endsWith('.csv') ? 'text/csv; charset=utf-8' : 'application/octet-stream',
  );
  response.setHeader('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`);
  response.setHeader('cache-control', 'private, no-store');
  await sendRanged(request, response, {
    size,
    etag: `"${token.slice(0, 16)}"`,
    read: (start, end) => platform.objects.read(key, { start, end }),
  });
  return true;
}

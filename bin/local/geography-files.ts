import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Platform } from '#app/ports.ts';
import type { Geography } from '#core/model/geography.ts';
import { sendBody } from './body.ts';
import { type RangedFile, sendRanged } from './ranged.ts';

const FILES: Readonly<Record<string, string>> = {
  'display.geojson': 'application/geo+json',
  'tiles.pmtiles': 'application/vnd.pmtiles',
};

/** Answers `/geography/<level>/<vintage>/<file>`: open data, the same for everybody. False when it is not there. */
export async function serveGeography(
  platform: Pick<Platform, 'registry' | 'objects'>,
  headers: Readonly<Record<string, string>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const match = /^\/geography\/([a-z][a-z0-9]*)\/([a-z0-9]+)\/([a-z]+\.[a-z]+)$/.exec(path);
  const [, level = '', vintage = '', name = ''] = match ?? [];
  const type = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
  if (type === undefined) return false;
  const key = `geography/${level}/${vintage}/${name}`;
  const geography = await platform.registry.get<Geography>('geography', `${level}/${vintage}`);
  const size = geography === null ? null : await platform.objects.size(key);
  if (geography === null || size === null) return false;
  for (const [header, value] of Object.entries(headers)) response.setHeader(header, value);
  response.setHeader('content-type', type);
  response.setHeader('cache-control', 'public, max-age=60');
  const file: RangedFile = {
    size,
    etag: `"${geography.value.hash.slice(0, 24)}-${size}"`,
    read: (start, end) => platform.objects.read(key, { start, end }),
  };
  if (name.endsWith('.geojson') && request.headers.range === undefined && !isKnown(request, file)) {
    const body = await platform.objects.get(key);
    response.setHeader('etag', file.etag);
    await sendBody(request, response, Buffer.from(body ?? []));
  } else {
    await sendRanged(request, response, file);
  }
  return true;
}

function isKnown(request: IncomingMessage, file: RangedFile): boolean {
  return request.headers['if-none-match']?.includes(file.etag) ?? false;
}

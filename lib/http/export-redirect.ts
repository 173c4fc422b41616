import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type ExportFile, exportAddress, openExport } from '#app/export-link.ts';
import { AppError } from '#core/model/error.ts';
import type { ApiHandler } from './handler.ts';
import { problemResponse } from './problem.ts';
import { makeTellSecretRefusal } from './refusal.ts';
import type { Services } from './route.ts';
import { API_HEADERS } from './security-headers.ts';

/** The address of linked files, for the deployment; no part of the API's contract. */
export const EXPORT_ROUTE = {
  operation: 'sendExport',
  method: 'GET',
  path: '/exports/{secret}/{fileName}',
} as const;

/** Whether a request is for such a file. */
export function isExportRequest({ rawPath }: Pick<APIGatewayProxyEventV2, 'rawPath'>): boolean {
  return rawPath.startsWith('/exports/');
}

/** Answers GET `/exports/<secret>/<file name>` with the way to the file: `download` gives an address that works for a moment. */
export function exportRedirect(
  { platform, log }: Pick<Services, 'platform' | 'log'>,
  download: (file: ExportFile) => Promise<string>,
): ApiHandler {
  const tell = makeTellSecretRefusal({ platform, log });
  return async ({ rawPath }) => {
    const address = exportAddress(rawPath);
    try {
      if (address === null) throw new AppError('NOT_FOUND', 'there is nothing at this address');
      const file = await openExport(platform, address.secret, address.name);
      const location = await download(file);
      return { statusCode: 303, headers: { ...API_HEADERS, location, 'cache-control': 'no-store' } };
    } catch (error) {
      await tell(EXPORT_ROUTE, address?.secret ?? '', error);
      const { statusCode, headers, body } = problemResponse(error, log);
      return { statusCode, headers: { ...API_HEADERS, ...headers }, body };
    }
  };
}

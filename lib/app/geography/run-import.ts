import { listDefinitions } from '#app/dataset.ts';
import { callerFor } from '#app/people.ts';
import type { IngestPlatform, Platform } from '#app/ports.ts';
import { relocate } from '#app/publication/relocate.ts';
import { AppError } from '#core/model/error.ts';
import { type GeographyImport, importGeography } from './import.ts';
import type { GeometryTools } from './tools.ts';
import { type GeographyImportItem, importFileKey, mustFind, updateImport } from './upload.ts';

const FAULTS_TOLD = 20;

/** Imports the boundaries of an upload; what is wrong with them is noted in words. It may be run again. */
export async function importUpload(platform: Platform, tools: GeometryTools, id: string): Promise<void> {
  const { value } = await mustFind(platform, id);
  if (value.state !== 'waiting') return;
  const body = await platform.objects.get(importFileKey(id));
  if (body === null) throw new AppError('NOT_FOUND', 'the file of the import is gone: send it again');
  try {
    await importGeography(platform, tools, importOf(value, body));
    await updateImport(platform, id, { state: 'imported' });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await updateImport(platform, id, { state: 'failed', problem: problemOf(error) });
  }
}

/** Locates every published record in the boundaries that an upload brought, for the person who sent it. */
export async function locateUpload(platform: IngestPlatform, id: string): Promise<void> {
  const { value } = await mustFind(platform, id);
  if (value.state === 'imported') {
    const caller = await callerFor(platform.registry, value.user);
    for (const dataset of await listDefinitions(platform)) await relocate(platform, caller, dataset.id);
    await updateImport(platform, id, { state: 'done' });
  }
  await platform.objects.delete(importFileKey(id));
}

/** Notes that an import cannot be finished, in words for the person who sent it. */
export async function giveUpImport(platform: Platform, id: string, error: unknown): Promise<void> {
  const { value } = await mustFind(platform, id);
  if (value.state === 'done' || value.state === 'failed') return;
  const why =
    error instanceof AppError ? error.message : 'the failure was noted for those who operate the service';
  const problem =
    value.state === 'imported'
      ? `the boundaries are there, but not all records could be located in them: ${why}`
      : `the boundaries could not be imported, they may be too large or not whole: ${why}`;
  await updateImport(platform, id, { state: 'failed', problem });
  await platform.objects.delete(importFileKey(id));
}

function importOf({ request, user }: GeographyImportItem, body: Uint8Array): GeographyImport {
  const { level, vintage, fileName, title, codeProperty, nameProperty, attribution } = request;
  return {
    level,
    vintage,
    files: [{ name: fileName, body }],
    by: user,
    ...(title === undefined ? {} : { title }),
    ...(codeProperty === undefined ? {} : { codeField: codeProperty }),
    ...(nameProperty === undefined ? {} : { nameField: nameProperty }),
    ...(attribution === undefined ? {} : { attribution }),
  };
}

/** The faults in sentences; what an operator would give as an option is given as a property here. */
function problemOf({ message, details }: AppError): string {
  const faults = details.faults ?? [];
  const told = faults.slice(0, FAULTS_TOLD).map(({ at, message: what }) => `${at} ${what}`);
  const rest = faults.length > FAULTS_TOLD ? [`and ${faults.length - FAULTS_TOLD} more`] : [];
  return [message, ...told, ...rest]
    .join('; ')
    .replaceAll(/--(code|name)-field/g, (_all, which: string) => `the property of ${which}s`);
}

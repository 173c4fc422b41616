import * as z from 'zod';
import { audited } from '#app/audit/audited.ts';
import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { requireVersion } from '#app/item-version.ts';
import type { Platform, RegistryItem } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { importReference, type ReferenceImported } from './import.ts';
import { listReferences, REFERENCE_PARTITION, type ReferenceItem } from './store.ts';

/** A reference table in a list: what of it stands beside a rate. */
export type ReferenceSummary = Pick<
  ReferenceItem,
  'name' | 'level' | 'vintage' | 'source' | 'years' | 'areaCount' | 'importedAt'
> & { readonly itemVersion: number };

/** A reference table as a person sends it: CSV files of one count per area and year. */
export const WrittenReferenceSchema = z.strictObject({
  level: z.string().regex(/^[a-z][a-z0-9]{0,19}$/, 'use the name of a level, as in borough'),
  vintage: z.string().min(1).max(12).optional(),
  source: z.string().trim().min(1).max(300),
  codeColumn: z.string().min(1).max(200).optional(),
  valueColumn: z.string().min(1).max(200).optional(),
  year: z.int().min(1900).max(2100).optional(),
  files: z
    .array(z.strictObject({ name: z.string().min(1).max(200), text: z.string().min(1) }))
    .min(1)
    .max(20),
});
export type WrittenReference = z.infer<typeof WrittenReferenceSchema>;

/** Every reference table, by name. Their sources are published figures, so that everybody may know of them. */
export async function referenceTables(
  platform: Pick<Platform, 'registry'>,
): Promise<readonly ReferenceSummary[]> {
  return (await listReferences(platform)).map(({ version, value }) => {
    const { name, level, vintage, source, years, areaCount, importedAt } = value;
    return { name, level, vintage, source, years, areaCount, importedAt, itemVersion: version };
  });
}

/**
 * Makes what a person sent the current content of a reference table; the same again changes nothing. Fails with
 * SPEC_INVALID and all faults, with FORBIDDEN, or with CONFLICT when it was changed since it was read.
 */
export async function putReference(
  platform: Platform,
  caller: Caller,
  name: string,
  { files, ...written }: WrittenReference,
  expected: number,
): Promise<ReferenceImported & { readonly itemVersion: number }> {
  authorise(caller, 'change-references');
  requireVersion(`reference table "${name}"`, await find(platform, name), expected);
  const imported = await importReference(platform, {
    ...written,
    name,
    files: files.map((file) => ({ name: file.name, body: new TextEncoder().encode(file.text) })),
    by: caller.user,
    expected,
  });
  return { ...imported, itemVersion: expected + (imported.changed ? 1 : 0) };
}

/** Takes a reference table away: no rate can be asked by it any more. Fails with FORBIDDEN, NOT_FOUND or CONFLICT. */
export async function deleteReference(
  platform: Platform,
  caller: Caller,
  name: string,
  expected: number,
): Promise<void> {
  authorise(caller, 'change-references');
  const item = await find(platform, name);
  if (item === null) throw new AppError('NOT_FOUND', `there is no reference table "${name}"`);
  requireVersion(`reference table "${name}"`, item, expected);
  await audited(platform, caller, 'administration', `reference/${name}`, { change: 'deletion' }, () =>
    platform.registry.transact([{ kind: 'delete', partition: REFERENCE_PARTITION, sort: name, expected }]),
  );
}

function find(
  { registry }: Pick<Platform, 'registry'>,
  name: string,
): Promise<RegistryItem<ReferenceItem> | null> {
  return registry.get<ReferenceItem>(REFERENCE_PARTITION, name);
}

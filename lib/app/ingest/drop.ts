import { createHash } from 'node:crypto';
import * as z from 'zod';
import { hasArrived } from '#app/arrival.ts';
import { type Caller, WITHOUT_PROFILE } from '#app/caller.ts';
import { getDefinition } from '#app/dataset.ts';
import { MAX_SEGMENT_BYTES } from '#app/object-key.ts';
import type { DeliveryQueue, Platform } from '#app/ports.ts';
import { type DeliveryStatement, DeliveryStatementSchema } from '#core/ingest/statement.ts';
import type { Delivery } from '#core/model/delivery.ts';
import { AppError } from '#core/model/error.ts';
import { brandId } from '#core/model/id.ts';
import { checkFileName, receiveDelivery } from './receive.ts';

type Desk = Platform & { readonly queue: DeliveryQueue };

/** What the manifest beside a file states, or what is wrong with it. */
export type DropStatement = { readonly statement: DeliveryStatement } | { readonly fault: string };

/** A file that an agency dropped. */
export type DroppedFile = {
  readonly body: AsyncIterable<Uint8Array>;
  /** null = no manifest lies beside it. */
  readonly stated: DropStatement | null;
};

/** The largest manifest that is read. */
export const MAX_MANIFEST_BYTES = 1_048_576;

const NOT_DATA = /^\.|\.(part|tmp)$|\.(manifest|report)\.json$/i;
const PREFIX = 'ingest/';
const REPORT = '.report.json';

/** Whether a file of this name is to be taken: not one that is being written, is hidden, or says something of another. */
export function isDropData(name: string): boolean {
  return !NOT_DATA.test(name);
}

/** Name of the manifest, and of the report, that lies beside a file; of a name that is too long, the report's has the beginning. */
export function manifestOf(file: string): string {
  return `${file}.manifest.json`;
}
export function reportOf(file: string): string {
  const at = file.lastIndexOf('/') + 1;
  const name = file.slice(at);
  if (!isTooLong(`${name}${REPORT}`)) return `${file}${REPORT}`;
  const mark = `~${createHash('sha256').update(name).digest('hex').slice(0, 8)}${REPORT}`;
  let begin = name;
  while (isTooLong(`${begin}${mark}`)) begin = [...begin].slice(0, -1).join('');
  return `${file.slice(0, at)}${begin}${mark}`;
}

/** Whether a store has no room for the name. */
export function isTooLong(name: string): boolean {
  return Buffer.byteLength(name) > MAX_SEGMENT_BYTES;
}

/** What the text of a manifest states. */
export function readManifest(text: string): DropStatement {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return { fault: 'the manifest is not JSON' };
  }
  const parsed = DeliveryStatementSchema.safeParse(content);
  return parsed.success
    ? { statement: parsed.data }
    : { fault: `the manifest is not as it should be: ${z.prettifyError(parsed.error).slice(0, 1_000)}` };
}

/** What is said of a manifest that is too large to be read. */
export function manifestTooLarge(): DropStatement {
  return { fault: `the manifest has more than ${MAX_MANIFEST_BYTES} bytes` };
}

/**
 * Takes over a file dropped at `<agency>/<dataset>/<file>`, as the agency whose folder it is. Fails with SPEC_INVALID when
 * it lies elsewhere or the dataset is another agency's, else as `receiveDelivery` does.
 */
export async function takeDrop(
  platform: Desk,
  path: readonly string[],
  { body, stated }: DroppedFile,
): Promise<Delivery> {
  const [agency, dataset, fileName] = await place(platform, path);
  checkFileName(fileName);
  return receiveDelivery(platform, callerOf(agency), {
    dataset,
    fileName,
    body,
    source: 'drop',
    statement: stated !== null && 'statement' in stated ? stated.statement : null,
    knownFaults:
      stated !== null && 'fault' in stated ? [{ code: 'MANIFEST_INVALID', message: stated.fault }] : [],
  });
}

/**
 * Takes over an object at `ingest/<agency>/<dataset>/<file>`, with the manifest that lay beside it by then, and removes
 * both. Null when it is no data or has gone already. One that cannot be taken stays, with a report beside it, and null is
 * returned; fails when only the store, the registry or the dataset is in the way, so that it is worth another try.
 */
export async function takeDroppedObject(platform: Desk, key: string): Promise<Delivery | null> {
  const path = key.slice(PREFIX.length).split('/');
  const name = path.at(-1) ?? '';
  if (!key.startsWith(PREFIX) || !isDropData(name)) return null;
  const { objects } = platform;
  const refusal = nameRefusal(name);
  if (refusal !== null) {
    await objects.put(reportOf(key), dropReport(refusal));
    return null;
  }
  if (!(await hasArrived(objects, key))) return null;
  const manifest = manifestOf(key);
  try {
    const stated = await statedAt(platform, manifest);
    const delivery = await takeDrop(platform, path, { body: objects.read(key), stated });
    await objects.delete(reportOf(key));
    await objects.delete(manifest);
    await objects.delete(key);
    return delivery;
  } catch (error) {
    await objects.put(reportOf(key), dropReport(error));
    if (!isOwnFault(error)) throw error;
    return null;
  }
}

/** Why no store could say anything of a file of this name; null = it is short enough to be looked at. */
function nameRefusal(name: string): unknown {
  if (!isTooLong(manifestOf(name))) return null;
  try {
    checkFileName(name);
    return null;
  } catch (error) {
    return error;
  }
}

/** Lays a report beside an object that may not be taken over, because a scan has found something, say; it stays unread. */
export async function refuseDroppedObject(
  { objects }: Pick<Platform, 'objects'>,
  key: string,
  message: string,
): Promise<void> {
  if (!key.startsWith(PREFIX) || !isDropData(key.split('/').at(-1) ?? '')) return;
  await objects.put(reportOf(key), dropReport(new AppError('SPEC_INVALID', message)));
}

/** Whether it is the file that has to change before it can be taken. */
export function isOwnFault(error: unknown): boolean {
  return (
    error instanceof AppError &&
    error.code !== 'UNAVAILABLE' &&
    error.code !== 'INTERNAL' &&
    !isDatasetFault(error)
  );
}

/** Whether the dataset is retired, or not there yet; either may change. */
export function isDatasetFault(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'CONFLICT' || error.code === 'DATASET_NOT_FOUND');
}

/** The report that is laid beside a file which could not be taken. */
export function dropReport(error: unknown): string {
  const isFinal = isOwnFault(error);
  const message = error instanceof AppError ? error.message : 'the file could not be read';
  const code = error instanceof AppError ? error.code : 'INTERNAL';
  const fault = { code, message: isFinal ? message : `${message}; the file stays and is tried again` };
  return JSON.stringify({ state: isFinal ? 'refused' : 'failed', faults: [fault] }, null, 2);
}

async function statedAt(
  { objects }: Pick<Platform, 'objects'>,
  manifest: string,
): Promise<DropStatement | null> {
  if (!(await hasArrived(objects, manifest))) return null;
  const size = await objects.size(manifest);
  if (size === null) return null;
  if (size > MAX_MANIFEST_BYTES) return manifestTooLarge();
  const body = await objects.get(manifest);
  return body === null ? null : readManifest(new TextDecoder().decode(body));
}

async function place(
  platform: Pick<Platform, 'registry'>,
  path: readonly string[],
): Promise<readonly [agency: string, dataset: string, name: string]> {
  const [agency, dataset, name] = path;
  if (agency === undefined || dataset === undefined || name === undefined || path.length > 3) {
    throw new AppError('SPEC_INVALID', 'files belong into ingest/<agency>/<dataset>/: move it there');
  }
  const definition = await getDefinition(platform, dataset);
  if (definition.contract.agency !== agency) {
    throw new AppError(
      'SPEC_INVALID',
      `the dataset ${dataset} comes from the agency ${definition.contract.agency}, not ${agency}: use ingest/${definition.contract.agency}/${dataset}/`,
    );
  }
  return [agency, dataset, name];
}

function callerOf(agency: string): Caller {
  return {
    user: brandId(`drop-folder:${agency}`),
    name: `Drop folder of ${agency}`,
    email: '',
    organisation: agency,
    roles: ['supplier'],
    agencies: [agency],
    ...WITHOUT_PROFILE,
  };
}

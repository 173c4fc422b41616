import { authorise } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { getDefinition } from '#app/dataset.ts';
import type { DeliveryQueue, Platform } from '#app/ports.ts';
import { receivedKey } from '#core/ingest/stage.ts';
import type { CoverageStatement, DeliveryStatement } from '#core/ingest/statement.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import type { Delivery, FileFault } from '#core/model/delivery.ts';
import { AppError } from '#core/model/error.ts';
import type { DatasetId } from '#core/model/id.ts';
import { deliveriesOf } from './access.ts';
import { allotNumber, type DeliveryIntake, newDeliveryWrites } from './delivery-store.ts';

/** Largest file that is taken. */
export const MAX_DELIVERY_BYTES = 4 * 2 ** 30;
const MAX_NAME_BYTES = 200;

/** A file that is handed over. */
export type HandedOver = {
  readonly dataset: DatasetId;
  readonly fileName: string;
  readonly body: AsyncIterable<Uint8Array>;
  readonly source: DeliveryIntake['source'];
  /** From the manifest beside the file. */
  readonly statement?: DeliveryStatement | null;
  /** From the command or request. */
  readonly command?: CoverageStatement | null;
  /** Faults already found: a manifest that cannot be read. */
  readonly knownFaults?: readonly { readonly code: FileFault; readonly message: string }[];
};

/**
 * Takes a file over: its bytes are kept, it gets a number and is queued. Nothing of it is looked at yet. Fails with
 * FORBIDDEN, DATASET_NOT_FOUND, CONFLICT when it is retired, SPEC_INVALID for a file name that is none, TOO_LARGE.
 */
export async function receiveDelivery(
  platform: Platform & { readonly queue: DeliveryQueue },
  caller: Caller,
  file: HandedOver,
): Promise<Delivery> {
  const on = await deliveriesOf(platform, file.dataset);
  authorise(caller, 'deliver', on);
  const definition = await getDefinition(platform, file.dataset);
  checkNotRetired(definition);
  checkFileName(file.fileName);
  const effect = platform.newId();
  const event = {
    action: 'collection',
    effect,
    who: caller.user,
    organisation: caller.organisation,
    object: `dataset/${file.dataset}`,
    datasets: [file.dataset],
  } as const;
  const detail = { fileName: file.fileName, source: file.source };
  await platform.audit.record({ phase: 'intent', ...event, detail });
  try {
    return await takeOver(platform, caller, file, definition, effect);
  } catch (error) {
    const failure = error instanceof AppError ? error.code : 'INTERNAL';
    await platform.audit.record({ phase: 'outcome', ...event, detail: { ...detail, done: false, failure } });
    throw error;
  }
}

async function takeOver(
  platform: Platform & { readonly queue: DeliveryQueue },
  caller: Caller,
  file: HandedOver,
  definition: DatasetDefinition,
  effect: string,
): Promise<Delivery> {
  const number = await allotNumber(platform, file.dataset);
  const key = receivedKey(file.dataset, number, file.fileName);
  const { bytes, sha256 } = await platform.objects.putStream(key, limited(file.body));
  const delivery: Delivery = {
    number,
    dataset: file.dataset,
    agency: definition.contract.agency,
    fileName: file.fileName,
    bytes,
    sha256,
    receivedAt: platform.clock().toISOString(),
    receivedBy: caller.user,
    state: 'received',
    step: 'received',
    definitionVersion: definition.version,
    layout: null,
    coverage: null,
    report: null,
    faults: [],
    manifest: null,
    sameAs: null,
    finishedAt: null,
  };
  const intake: DeliveryIntake = {
    source: file.source,
    statement: file.statement ?? null,
    command: file.command ?? null,
    knownFaults: file.knownFaults ?? [],
    effect,
    organisation: caller.organisation,
    timings: [],
  };
  await platform.registry.transact(newDeliveryWrites(delivery, intake));
  await platform.queue.submit(file.dataset, number);
  return delivery;
}

/** Fails with CONFLICT when the dataset takes no deliveries any more. */
export function checkNotRetired({ id, retired }: Pick<DatasetDefinition, 'id' | 'retired'>): void {
  if (retired)
    throw new AppError('CONFLICT', `${id} is retired and takes no deliveries: ask for it to be brought back`);
}

/** Fails with SPEC_INVALID unless the name is that of a plain file: no folders, no control characters, no dot first. */
export function checkFileName(fileName: string): void {
  const isPlain =
    fileName.trim() !== '' &&
    !fileName.startsWith('.') &&
    new TextEncoder().encode(fileName).length <= MAX_NAME_BYTES &&
    [...fileName].every((character) => {
      const code = character.codePointAt(0) ?? 0;
      return code >= 0x20 && code !== 0x7f && character !== '/' && character !== '\\' && code !== 0xfffd;
    });
  if (isPlain) return;
  throw new AppError(
    'SPEC_INVALID',
    `use a file name of at most ${MAX_NAME_BYTES} bytes without slashes and control characters that does not start with a dot`,
  );
}

async function* limited(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const part of body) {
    bytes += part.byteLength;
    if (bytes > MAX_DELIVERY_BYTES) {
      throw new AppError(
        'TOO_LARGE',
        `the file has more than ${MAX_DELIVERY_BYTES} bytes: split it by month`,
      );
    }
    yield part;
  }
}

import { allItems } from '#app/every-item.ts';
import type { Platform, RegistryItem, RegistryWrite } from '#app/ports.ts';
import type { Stage } from '#core/ingest/stage.ts';
import { stageKey } from '#core/ingest/stage.ts';
import type { CoverageStatement, DeliveryStatement } from '#core/ingest/statement.ts';
import type { StepTiming } from '#core/ingest/step.ts';
import type { Delivery, FileFault } from '#core/model/delivery.ts';
import { AppError } from '#core/model/error.ts';
import type { DatasetId } from '#core/model/id.ts';

/** Numbers of deliveries stay under this, so that record ids are exact in a double. */
const MAX_NUMBER = 2 ** 21 - 1;
const NUMBER_PARTITION = 'delivery-number';
const OPEN_PARTITION = 'delivery-open';
const RECEIVING_PARTITION = 'delivery-receiving';
const PAGE = 100;

type Store = Pick<Platform, 'registry'>;

/** How a delivery came and what it took; kept beside it for those who operate the platform. */
export type DeliveryIntake = {
  readonly source: 'drop' | 'upload' | 'command';
  /** From the manifest beside the file. */
  readonly statement: DeliveryStatement | null;
  /** From the command or request. */
  readonly command: CoverageStatement | null;
  readonly knownFaults: readonly { readonly code: FileFault; readonly message: string }[];
  /** Pairs the audit's intent and outcome. */
  readonly effect: string;
  readonly organisation: string;
  readonly timings: readonly StepTiming[];
};

/** States after which nothing is done to a delivery of its own accord. */
export function isFinal(state: Delivery['state']): boolean {
  return state === 'published' || state === 'unchanged' || state === 'refused' || state === 'withdrawn';
}

/** A number for a new delivery of the dataset, used by no other ever; it is on the list of those being received. */
export async function allotNumber(
  platform: Pick<Platform, 'registry' | 'clock'>,
  dataset: DatasetId,
): Promise<number> {
  for (;;) {
    const item = await platform.registry.get<{ last: number }>(NUMBER_PARTITION, dataset);
    const next = (item?.value.last ?? 0) + 1;
    if (next > MAX_NUMBER) throw new AppError('TOO_LARGE', `${dataset} has had all ${MAX_NUMBER} deliveries`);
    try {
      await platform.registry.transact([
        {
          kind: 'put',
          partition: NUMBER_PARTITION,
          sort: dataset,
          value: { last: next },
          expected: item?.version ?? 0,
        },
        {
          kind: 'put',
          partition: RECEIVING_PARTITION,
          sort: `${dataset}#${sortOf(next)}`,
          value: { dataset, number: next, since: platform.clock().getTime() },
          expected: 0,
        },
      ]);
      return next;
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'CONFLICT')) throw error;
    }
  }
}

/** A check that no delivery of the dataset was begun since now. */
export async function noDeliverySince(platform: Store, dataset: DatasetId): Promise<RegistryWrite> {
  const item = await platform.registry.get(NUMBER_PARTITION, dataset);
  return { kind: 'check', partition: NUMBER_PARTITION, sort: dataset, expected: item?.version ?? 0 };
}

/** A number whose file is still being received, or never arrived. */
export type Receiving = { readonly dataset: DatasetId; readonly number: number; readonly since: number };

/** Numbers whose files are being received, or were when a process ended. */
export async function listReceiving(platform: Store): Promise<readonly Receiving[]> {
  return (await allItems<Receiving>(platform.registry, RECEIVING_PARTITION)).map(({ value }) => value);
}

/** A write that ends the receiving of a file; it fails with CONFLICT if somebody else has ended it. */
export function receivedWrite({ dataset, number }: Pick<Receiving, 'dataset' | 'number'>): RegistryWrite {
  return {
    kind: 'delete',
    partition: RECEIVING_PARTITION,
    sort: `${dataset}#${sortOf(number)}`,
    expected: 1,
  };
}

/** Writes that make a delivery known, and open until it is reported on. */
export function newDeliveryWrites(delivery: Delivery, intake: DeliveryIntake): RegistryWrite[] {
  const sort = sortOf(delivery.number);
  return [
    receivedWrite(delivery),
    { kind: 'put', partition: deliveryPartition(delivery.dataset), sort, value: delivery, expected: 0 },
    { kind: 'put', partition: intakePartition(delivery.dataset), sort, value: intake, expected: 0 },
    {
      kind: 'put',
      partition: OPEN_PARTITION,
      sort: `${delivery.dataset}#${sort}`,
      value: { dataset: delivery.dataset, number: delivery.number },
      expected: 0,
    },
  ];
}

/** A write of a delivery over the version that was read. */
export function deliveryWrite(item: RegistryItem<Delivery>, value: Delivery): RegistryWrite {
  return { kind: 'put', partition: item.partition, sort: item.sort, value, expected: item.version };
}

/** A write that takes a delivery off the list of open ones. */
export function closedWrite(delivery: Pick<Delivery, 'dataset' | 'number'>): RegistryWrite {
  const sort = `${delivery.dataset}#${sortOf(delivery.number)}`;
  return { kind: 'delete', partition: OPEN_PARTITION, sort, expected: null };
}

/** A write of what a delivery's steps took. */
export function intakeWrite(
  delivery: Pick<Delivery, 'dataset' | 'number'>,
  value: DeliveryIntake,
): RegistryWrite {
  const sort = sortOf(delivery.number);
  return { kind: 'put', partition: intakePartition(delivery.dataset), sort, value, expected: null };
}

/** One delivery with its version in the registry. Fails with NOT_FOUND. */
export async function mustGetDelivery(
  platform: Store,
  dataset: DatasetId,
  number: number,
): Promise<RegistryItem<Delivery>> {
  const item = await platform.registry.get<Delivery>(deliveryPartition(dataset), sortOf(number));
  if (item === null) throw new AppError('NOT_FOUND', `${dataset} has no delivery ${number}`);
  return item;
}

/** How a delivery came. Fails with NOT_FOUND. */
export async function mustGetIntake(
  platform: Store,
  dataset: DatasetId,
  number: number,
): Promise<DeliveryIntake> {
  const item = await platform.registry.get<DeliveryIntake>(intakePartition(dataset), sortOf(number));
  if (item === null) throw new AppError('NOT_FOUND', `${dataset} has no delivery ${number}`);
  return item.value;
}

/** Deliveries of a dataset, newest first, from before number `before`. */
export async function listDeliveryItems(
  platform: Store,
  dataset: DatasetId,
  options: { readonly before?: number; readonly limit?: number } = {},
): Promise<readonly RegistryItem<Delivery>[]> {
  return platform.registry.list<Delivery>(deliveryPartition(dataset), {
    descending: true,
    limit: options.limit ?? PAGE,
    ...(options.before === undefined ? {} : { after: sortOf(options.before) }),
  });
}

/** Every published delivery of a dataset, by number. */
export async function listPublished(platform: Store, dataset: DatasetId): Promise<RegistryItem<Delivery>[]> {
  const published: RegistryItem<Delivery>[] = [];
  let before: number | undefined;
  for (;;) {
    const page = await listDeliveryItems(platform, dataset, before === undefined ? {} : { before });
    published.push(...page.filter(({ value }) => value.state === 'published'));
    before = page.at(-1)?.value.number;
    if (page.length < PAGE) return published.reverse();
  }
}

/** Whether a delivery is still to be finished or reported on. */
export async function isOpen(platform: Store, dataset: DatasetId, number: number): Promise<boolean> {
  return (await platform.registry.get(OPEN_PARTITION, `${dataset}#${sortOf(number)}`)) !== null;
}

/** Deliveries that are not finished and reported on, oldest first within a dataset. */
export async function listOpen(platform: Store): Promise<{ dataset: DatasetId; number: number }[]> {
  const items = await allItems<{ dataset: DatasetId; number: number }>(platform.registry, OPEN_PARTITION);
  return items.map(({ value }) => value);
}

/** The stage of a delivery, or null when it has none. */
export async function readStage(
  platform: Pick<Platform, 'objects'>,
  dataset: DatasetId,
  number: number,
): Promise<Stage | null> {
  const body = await platform.objects.get(stageKey(dataset, number));
  return body === null ? null : (JSON.parse(new TextDecoder().decode(body)) as Stage);
}

/** Keeps the stage of a delivery; from then on it counts as staged. */
export async function writeStage(
  platform: Pick<Platform, 'objects'>,
  dataset: DatasetId,
  stage: Stage,
): Promise<void> {
  await platform.objects.put(stageKey(dataset, stage.number), JSON.stringify(stage));
}

/** Sort key of a delivery's items. */
export function sortOf(number: number): string {
  return String(number).padStart(7, '0');
}

function deliveryPartition(dataset: DatasetId): string {
  return `delivery#${dataset}`;
}

function intakePartition(dataset: DatasetId): string {
  return `delivery-intake#${dataset}`;
}

import { allItems } from '#app/every-item.ts';
import type { Registry, RegistryWrite } from '#app/ports.ts';
import type { DatasetId, ProfileId, UserId } from '#core/model/id.ts';

/** Registry partition of all that is stopped. */
export const STOP_PARTITION = 'stop';

export const STOP_KINDS = ['everything', 'person', 'profile', 'dataset'] as const;
export type StopKind = (typeof STOP_KINDS)[number];

/** Something that is stopped for the moment, by a Super Admin. The id of `everything` is `all`. */
export type Stop = {
  readonly kind: StopKind;
  readonly id: string;
  readonly why: string;
  readonly by: UserId;
  readonly at: string;
};

/** All that is stopped now. */
export type Stops = {
  readonly everything: boolean;
  readonly people: ReadonlySet<UserId>;
  readonly profiles: ReadonlySet<ProfileId>;
  readonly datasets: ReadonlySet<DatasetId>;
};

/** Everything that is stopped. */
export async function listStopItems(registry: Registry): Promise<readonly Stop[]> {
  return (await allItems<Stop>(registry, STOP_PARTITION)).map(({ value }) => value);
}

/** All that is stopped, for looking up. */
export async function readStops(registry: Registry): Promise<Stops> {
  const stops = await listStopItems(registry);
  const ids = <Id extends string>(kind: StopKind) =>
    new Set(stops.flatMap((stop) => (stop.kind === kind ? [stop.id as Id] : [])));
  return {
    everything: stops.some(({ kind }) => kind === 'everything'),
    people: ids<UserId>('person'),
    profiles: ids('profile'),
    datasets: ids('dataset'),
  };
}

/** Whether a person is stopped: then no route but the one about themselves answers them. */
export async function isStopped(registry: Registry, user: UserId): Promise<boolean> {
  return (await registry.get(STOP_PARTITION, stopSort('person', user))) !== null;
}

/** Puts a stop in force, or takes its place. */
export async function putStop(
  registry: Registry,
  stop: Stop,
  also: readonly RegistryWrite[] = [],
): Promise<void> {
  const sort = stopSort(stop.kind, stop.id);
  await registry.transact([
    { kind: 'put', partition: STOP_PARTITION, sort, value: stop, expected: null },
    ...also,
  ]);
}

/** The stop of something, or null. */
export async function findStop(registry: Registry, kind: StopKind, id: string): Promise<Stop | null> {
  return (await registry.get<Stop>(STOP_PARTITION, stopSort(kind, id)))?.value ?? null;
}

/** A write that holds only while something is not stopped. */
export function stopCheck(kind: StopKind, id: string): RegistryWrite {
  return { kind: 'check', partition: STOP_PARTITION, sort: stopSort(kind, id), expected: 0 };
}

/** Lifts a stop; absent is fine. */
export async function removeStop(registry: Registry, kind: StopKind, id: string): Promise<void> {
  await registry.transact([
    { kind: 'delete', partition: STOP_PARTITION, sort: stopSort(kind, id), expected: null },
  ]);
}

/** What the sort key of a stop says that is stopped, or null. */
export function stoppedBy(sort: string): { readonly kind: StopKind; readonly id: string } | null {
  const kind = STOP_KINDS.find((one) => sort.startsWith(`${one}#`));
  return kind === undefined ? null : { kind, id: sort.slice(kind.length + 1) };
}

function stopSort(kind: StopKind, id: string): string {
  return `${kind}#${id}`;
}

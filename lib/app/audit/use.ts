import { authorise, may } from '#app/authorise.ts';
import type { Caller } from '#app/caller.ts';
import { listDefinitions } from '#app/dataset.ts';
import type { Platform } from '#app/ports.ts';
import { localDay } from '#core/access/local-day.ts';
import { AppError } from '#core/model/error.ts';
import type { DatasetId } from '#core/model/id.ts';
import { audited } from './audited.ts';
import { LOCAL_REGION } from './chain.ts';
import { type AuditEntry, entriesBackwards } from './entry.ts';
import { type Named, Names } from './names.ts';
import { type Period, periodOf } from './period.ts';

const DEFAULT_DAYS = 92;

/** What an organisation did with a dataset in a month (`yyyy-mm`, local): numbers only, never who or what. */
export type UseLine = {
  readonly dataset: DatasetId;
  readonly month: string;
  readonly organisation: Named;
  /** Different people. */
  readonly people: number;
  readonly queries: number;
  readonly downloads: number;
  /** Records and groups that were given; those of a query over several datasets count for each. */
  readonly rows: number;
};

export type UseSpec = {
  readonly dataset?: DatasetId | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

type Sum = { readonly people: Set<string>; queries: number; downloads: number; rows: number };
type Store = Pick<Platform, 'registry' | 'objects' | 'clock' | 'audit' | 'newId'>;

/**
 * Who used the datasets of a supplying agency, by month, the newest first: one dataset, or all that the caller may ask
 * about; of the last three months unless it says otherwise. Fails with FORBIDDEN, DATASET_NOT_FOUND, SPEC_INVALID.
 */
export async function datasetUse(
  platform: Store,
  caller: Caller,
  spec: UseSpec,
): Promise<readonly UseLine[]> {
  const [agency] = caller.agencies;
  authorise(caller, 'read-use', agency === undefined ? {} : { agency });
  const datasets = (await listDefinitions(platform)).flatMap(({ id, contract }) =>
    may(caller, 'read-use', { agency: contract.agency }) && (spec.dataset ?? id) === id ? [id] : [],
  );
  if (spec.dataset !== undefined && datasets.length === 0)
    throw new AppError('DATASET_NOT_FOUND', `there is no dataset "${spec.dataset}"`);
  const period = periodOf(platform.clock(), spec.from, spec.to, DEFAULT_DAYS);
  return audited(
    platform,
    caller,
    'audit-read',
    'audit/use',
    { ...period },
    () => useLines(platform, new Set(datasets), period),
    { datasets },
    (lines) => ({ rows: lines.length }),
  );
}

async function useLines(
  platform: Store,
  datasets: ReadonlySet<DatasetId>,
  period: Period,
): Promise<readonly UseLine[]> {
  const sums = new Map<string, Sum>();
  for await (const { entry } of entriesBackwards(platform, { region: LOCAL_REGION, ...period })) {
    if (entry.state !== 'done' || !isUse(entry)) continue;
    const month = localDay(new Date(entry.at)).slice(0, 7);
    for (const dataset of entry.datasets)
      if (datasets.has(dataset)) add(sums, `${month} ${dataset} ${entry.organisation ?? 'unknown'}`, entry);
  }
  const names = new Names(platform.registry);
  const lines = [...sums].map(async ([key, { people, ...sum }]): Promise<UseLine> => {
    const [month = '', dataset = '', organisation = ''] = key.split(' ');
    return {
      dataset,
      month,
      organisation: await names.organisation(organisation),
      people: people.size,
      ...sum,
    };
  });
  return (await Promise.all(lines)).sort(
    (one, other) =>
      compare(other.month, one.month) ||
      compare(one.dataset, other.dataset) ||
      compare(one.organisation.id, other.organisation.id),
  );
}

function isUse({ action, profile }: AuditEntry): boolean {
  const isReading = action === 'consultation' || action === 'combination' || action === 'disclosure';
  return isReading && profile?.preview !== true;
}

function add(sums: Map<string, Sum>, key: string, { who, action, rows }: AuditEntry): void {
  const sum = sums.get(key) ?? { people: new Set<string>(), queries: 0, downloads: 0, rows: 0 };
  sums.set(key, sum);
  sum.people.add(who);
  sum.rows += rows ?? 0;
  if (action === 'disclosure') sum.downloads += 1;
  else sum.queries += 1;
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

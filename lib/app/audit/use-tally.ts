import { localDay } from '#core/access/local-day.ts';
import type { DatasetId } from '#core/model/id.ts';
import { hasFailed, type StoredEvent } from './event.ts';

/** What an organisation did with a dataset in a month (`yyyy-mm`, local); `people` are the ids of those who did it. */
export type UseSum = {
  readonly dataset: DatasetId;
  readonly month: string;
  /** Null: whose it was is not known. */
  readonly organisation: string | null;
  readonly people: readonly string[];
  readonly queries: number;
  readonly downloads: number;
  /** Records and groups that were given; those of a query over several datasets count for each. */
  readonly rows: number;
};

type Sum = Omit<UseSum, 'people' | 'queries' | 'downloads' | 'rows'> & {
  readonly people: Set<string>;
  queries: number;
  downloads: number;
  rows: number;
};

/** Adds up the use of datasets, from outcomes and from sums of them. */
export class UseTally {
  readonly #sums = new Map<string, Sum>();

  /** Counts an event that is the outcome of a use: neither a further page of an answer nor a file handed out again. */
  addEvent({ phase, action, at, who, organisation, profile, datasets = [], rows = 0, detail }: StoredEvent) {
    const isReading = action === 'consultation' || action === 'combination' || action === 'disclosure';
    if (phase !== 'outcome' || !isReading || profile?.preview === true || hasFailed(detail)) return;
    if (typeof detail['from'] === 'number' || detail['handedOut'] === true) return;
    const month = localDay(new Date(at)).slice(0, 7);
    const downloads = action === 'disclosure' ? 1 : 0;
    for (const dataset of datasets)
      this.addSum({ dataset, month, organisation, people: [who], queries: 1 - downloads, downloads, rows });
  }

  addSum({ people, queries, downloads, rows, ...of }: UseSum): void {
    const key = JSON.stringify([of.dataset, of.month, of.organisation]);
    const sum = this.#sums.get(key) ?? { ...of, people: new Set(), queries: 0, downloads: 0, rows: 0 };
    this.#sums.set(key, sum);
    for (const who of people) sum.people.add(who);
    sum.queries += queries;
    sum.downloads += downloads;
    sum.rows += rows;
  }

  get sums(): readonly UseSum[] {
    return [...this.#sums.values()].map((sum) => ({ ...sum, people: [...sum.people] }));
  }
}

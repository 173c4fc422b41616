import type { Query } from '#core/query/query.ts';

type Sample = { readonly records: number; readonly ms: number };

/** Queries that are remembered, and how many of a kind are needed before they are believed. */
const KEPT = 60;
const ENOUGH = 5;
/** Below so many records a query takes what any takes: starting, planning, reading the footers of files. */
const SMALL_RECORDS = 100_000;

/**
 * Before anything was measured: a grouped count over 30 million records takes one to two seconds on one machine that is
 * busy with other work, and Athena starts within a second or so; slower than either usually is, so that an estimate
 * rather frightens than disappoints.
 */
const FIRST_PACE = { startMs: 1_000, recordsPerMs: 20_000 };

/** How fast the engine answers, from queries that this process has seen end. */
export class Pace {
  #samples: readonly Sample[] = [];

  note(records: number, ms: number): void {
    this.#samples = [...this.#samples, { records, ms: Math.max(1, ms) }].slice(-KEPT);
  }

  /** Seconds that reading so many records would take, to a tenth. */
  secondsFor(records: number): number {
    const small = this.#samples.filter((sample) => sample.records < SMALL_RECORDS).map(({ ms }) => ms);
    const large = this.#samples.filter((sample) => sample.records >= SMALL_RECORDS);
    const start = small.length < ENOUGH ? FIRST_PACE.startMs : middle(small);
    const read = large.reduce((sum, sample) => sum + sample.records, 0);
    const took = large.reduce((sum, sample) => sum + Math.max(1, sample.ms - start), 0);
    const pace = large.length < ENOUGH ? FIRST_PACE.recordsPerMs : read / took;
    return Math.round((start + records / pace) / 100) / 10;
  }
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Records in the files that a query reads. */
export function recordsRead({ datasets }: Pick<Query, 'datasets'>): number {
  return datasets.flatMap(({ periods }) => periods).reduce((sum, period) => sum + period.rows, 0);
}

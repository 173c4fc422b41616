import { performance } from 'node:perf_hooks';

/** Two ways to the same answer; what each returns is compared before anything is timed. */
export type Comparison = {
  readonly name: string;
  readonly measured: () => Promise<unknown>;
  readonly reference: () => Promise<unknown>;
  /** The ratio of the medians that is still good enough. */
  readonly most: number;
};

export type Spread = { readonly median: number; readonly min: number; readonly max: number };

export type ComparisonResult = {
  readonly name: string;
  readonly rounds: number;
  /** Measured ÷ reference of each round. */
  readonly ratio: Spread;
  readonly measuredMs: Spread;
  readonly referenceMs: Spread;
  readonly most: number;
  readonly held: boolean;
};

/** How fast one step went through its rows, over all the times that it ran. */
export type RateResult = {
  readonly name: string;
  readonly runs: number;
  readonly rows: number;
  readonly rowsPerSecond: Spread;
};

const WARM_UPS = 3;

/** Runs both sides in turn, `rounds` times, so that what else the machine does hits both alike. */
export async function compare(comparison: Comparison, rounds: number): Promise<ComparisonResult> {
  const { name, measured, reference, most } = comparison;
  const [got, wanted] = [JSON.stringify(await measured()), JSON.stringify(await reference())];
  if (got !== wanted)
    throw new Error(`${name}: got ${got.slice(0, 300)}, the reference says ${wanted.slice(0, 300)}`);
  for (let i = 1; i < WARM_UPS; i += 1) {
    await measured();
    await reference();
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i < rounds; i += 1) {
    const first = i % 2 === 0;
    const before = first ? await timed(measured) : await timed(reference);
    const after = first ? await timed(reference) : await timed(measured);
    pairs.push(first ? [before, after] : [after, before]);
  }
  const ratio = spreadOf(pairs.map(([mine, other]) => mine / other));
  return {
    name,
    rounds,
    ratio,
    measuredMs: spreadOf(pairs.map(([mine]) => mine)),
    referenceMs: spreadOf(pairs.map(([, other]) => other)),
    most,
    held: ratio.median <= most,
  };
}

/** Median, smallest and largest; the median of an even count is the lower of the two in the middle. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number): number => Math.round((sorted[index] ?? Number.NaN) * 1_000) / 1_000;
  return { median: at(Math.floor((sorted.length - 1) / 2)), min: at(0), max: at(sorted.length - 1) };
}

/** Rates of steps by name, in the order in which they first ran. */
export function ratesOf(
  timings: readonly { readonly step: string; readonly ms: number; readonly rows: number }[],
): readonly RateResult[] {
  const steps = new Map<string, { rows: number; ms: number }[]>();
  for (const { step, ms, rows } of timings) {
    if (ms <= 0 || rows <= 0) continue;
    const runs = steps.get(step) ?? [];
    runs.push({ rows, ms });
    steps.set(step, runs);
  }
  return [...steps].map(([name, runs]) => ({
    name,
    runs: runs.length,
    rows: runs.reduce((sum, { rows }) => sum + rows, 0),
    rowsPerSecond: spreadOf(runs.map(({ rows, ms }) => Math.round((rows * 1_000) / ms))),
  }));
}

async function timed(what: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await what();
  return performance.now() - start;
}

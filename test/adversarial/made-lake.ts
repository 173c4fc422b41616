import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDbEngine } from '#adapters/duckdb/query/engine.ts';
import type { DatasetAccess } from '#core/access/profile.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { type Answer, ask, engineRunner } from '#test/support/ask.ts';
import { contextUnder, countsAccess } from '#test/support/counts-profile.ts';
import { NORTH_CRIME } from '#test/support/fixture-datasets.ts';
import { BOROUGHS } from '#test/support/fixture-geography.ts';
import { type FixtureDataset, type FixtureRow, writeFixtureLake } from '#test/support/fixture-lake.ts';

export const MONTHS = 24;
export const WARDS = BOROUGHS.flatMap((code) => [`${code}S`, `${code}N`]);
export const CATEGORIES = ['burglary', 'robbery', 'theft', null] as const;

/** One finest cell of the made lake, by position in `MONTHS`, `WARDS` and `CATEGORIES`. */
export type MadeCell = { readonly month: number; readonly ward: number; readonly category: number };

/** `2018-01` of 0, `2017-12` of -1. */
export function monthName(month: number): string {
  return new Date(Date.UTC(2018, month, 1)).toISOString().slice(0, 7);
}

/** A repeatable number in 0…1 for whatever is named. */
export function drawn(...names: readonly unknown[]): number {
  return createHash('sha256').update(JSON.stringify(names)).digest().readUInt32BE() / 2 ** 32;
}

/** Every finest cell, in the order of month, ward, category. */
export function madeCells(): readonly MadeCell[] {
  return Array.from({ length: MONTHS }, (_, month) =>
    WARDS.flatMap((_ward, ward) => CATEGORIES.map((_category, category) => ({ month, ward, category }))),
  ).flat();
}

/** A dataset with so many records in each finest cell. */
export function madeDataset(count: (cell: MadeCell) => number): FixtureDataset {
  const rows = madeCells().flatMap((cell) => {
    const { month, ward, category } = cell;
    const at = [-0.075 + Math.floor(ward / 2) * 0.05, ward % 2 === 0 ? 51.512 : 51.537] as const;
    return Array.from({ length: count(cell) }, (_, index): FixtureRow => {
      const note = `${month} ${ward} ${category} ${index}`;
      const fields = { category: CATEGORIES[category] ?? null, weapon: null, loss: null, note, secret: 's' };
      return { when: monthName(month), at, fields };
    });
  });
  const coverage = { from: '2018-01', to: '2019-12', areas: null, stated: 'manifest' } as const;
  const live = rows.length;
  return { ...NORTH_CRIME, rows, deliveries: [{ number: 1, accepted: live, live, coverage }] };
}

/** A lake that questions are put to under profiles, with the real compiler and the real engine. */
export type MadeLake = {
  readonly ask: (spec: Omit<QuerySpec, 'datasets'>, more?: Partial<DatasetAccess>) => Promise<Answer>;
  readonly close: () => Promise<void>;
};

/** Writes a dataset and opens an engine on it. */
export async function openMadeLake(dataset: FixtureDataset): Promise<MadeLake> {
  const root = await mkdtemp(join(tmpdir(), 'made-lake-'));
  const lake = await writeFixtureLake(root, [dataset]);
  const engine = new DuckDbEngine({ root });
  return {
    ask: (spec, more = {}) =>
      ask(
        engineRunner(engine),
        contextUnder(lake.context, [dataset], (one) => countsAccess(one, more)),
        { datasets: [dataset.definition.id], ...spec },
      ),
    close: async () => {
      await engine.close();
      await rm(root, { recursive: true });
    },
  };
}

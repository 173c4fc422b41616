import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { DuckDbEngine } from '#adapters/duckdb/query/engine.ts';
import type { DatasetAccess } from '#core/access/profile.ts';
import { AppError } from '#core/model/error.ts';
import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import { coverageReport } from '#core/query/coverage-report.ts';
import { notesOf } from '#core/query/note.ts';
import { type QueryContext, resolveQuery } from '#core/query/resolve.ts';
import { shapeNotes } from '#core/query/shape-place.ts';
import { describeQuery } from '#core/query/words.ts';
import { viewFor } from '#core/view/view.ts';
import { type Answer, ask, engineRunner, type Runner } from '#test/support/ask.ts';
import { type FixtureDataset, NOW, writeFixtureLake } from '#test/support/fixture-lake.ts';
import { datasetAccess } from '#test/support/random-access.ts';
import { randomDatasets } from '#test/support/random-datasets.ts';
import { randomSpec } from '#test/support/random-spec.ts';
import { accessOfContext } from '#test/support/statement-access.ts';
import { copyContext, visibleCopy } from '#test/support/visible-copy.ts';

const WORLDS = 12;
const SPECS = 30;
const ROWS = 120;
const SEED = 20_261_122;

/** Everything that an answer tells, or the whole of its refusal. */
type Outcome =
  | (Answer & { readonly words: string; readonly coverage: unknown; readonly notes: unknown })
  | { readonly code: string; readonly message: string; readonly details: unknown };

async function outcomeOf(run: Runner, context: QueryContext, spec: ParsedQuerySpec): Promise<Outcome> {
  try {
    const answer = await ask(run, context, spec);
    const query = resolveQuery(spec, context);
    return {
      ...answer,
      words: describeQuery(query),
      coverage: coverageReport(query),
      notes: notesOf(query).filter((note) => !shapeNotes(query).includes(note)),
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, message: error.message, details: error.details };
  }
}

function isFull(outcome: Outcome): boolean {
  return 'rows' in outcome && outcome.rows.length > 0 && outcome.mapped !== 0;
}

const usesShape = ({ where }: ParsedQuerySpec) =>
  where?.space?.near !== undefined || where?.space?.within !== undefined;
const showsNoPlace = ({ precision }: DatasetAccess) =>
  !precision.exact && precision.cell === null && precision.levels.length === 0;

describe('a question under a profile', () => {
  const open: { readonly root: string; readonly engine: DuckDbEngine }[] = [];

  async function lakeOf(datasets: readonly FixtureDataset[]) {
    const root = await mkdtemp(join(tmpdir(), 'enforcement-'));
    const lake = await writeFixtureLake(root, datasets);
    const engine = new DuckDbEngine({ root });
    open.push({ root, engine });
    return { lake, engine };
  }

  afterEach(close);

  async function close() {
    for (const { root, engine } of open.splice(0)) {
      await engine.close();
      await rm(root, { recursive: true });
    }
  }

  it('is answered, or refused, as the same question on a copy that holds only what the profile shows', {
    timeout: 240_000,
  }, async () => {
    let [asked, full, changed] = [0, 0, 0];
    for (let world = 0; world < WORLDS; world += 1) {
      const datasets = randomDatasets(world * 10, ROWS);
      const accesses = new Map(
        datasets.map(({ definition, levels }, index): readonly [string, DatasetAccess] => {
          const [access] = fc.sample(datasetAccess(definition, levels), {
            numRuns: 1,
            seed: SEED + world * 10 + index,
          });
          if (access === undefined) throw new Error('no access was made');
          return [definition.id, access];
        }),
      );
      const copies = datasets.map((dataset) => {
        const access = accesses.get(dataset.definition.id);
        if (access === undefined) throw new Error('no access was made');
        return visibleCopy(dataset, access);
      });
      const original = await lakeOf(datasets);
      const copy = await lakeOf(copies);
      const views = datasets.flatMap(({ definition }) => {
        const access = accesses.get(definition.id);
        return access === undefined ? [] : [[definition.id, viewFor(definition, access, NOW)] as const];
      });
      const context: QueryContext = { ...original.lake.context, views: new Map(views) };
      const underProfile = engineRunner(original.engine, accessOfContext(context));
      await fc.assert(
        fc.asyncProperty(randomSpec(datasets, accesses), async (spec) => {
          const shown = await outcomeOf(underProfile, context, spec);
          const noPlace = spec.datasets.some((id) => {
            const access = accesses.get(id);
            return access !== undefined && showsNoPlace(access);
          });
          if (usesShape(spec) && noPlace) {
            expect(shown).toHaveProperty('code');
            return;
          }
          const onCopy = copyContext(copy.lake.context, copies, accesses, spec.datasets, context.views);
          expect(shown).toEqual(await outcomeOf(engineRunner(copy.engine), onCopy, spec));
          const whole = await outcomeOf(engineRunner(original.engine), original.lake.context, spec);
          asked += 1;
          if (isFull(shown)) full += 1;
          if (figures(whole) !== figures(shown)) changed += 1;
        }),
        { numRuns: SPECS, seed: SEED + world },
      );
      await close();
    }
    const share = (part: number) => part / asked;
    console.log(
      `${asked} questions: ${Math.round(share(full) * 100)} % have a non-empty answer, the hiding changes ${Math.round(share(changed) * 100)} %`,
    );
    expect(share(full)).toBeGreaterThanOrEqual(0.5);
    expect(share(changed)).toBeGreaterThanOrEqual(0.3);
  });
});

/** An answer without the notes, which tell of the profile; or a refusal. */
function figures(outcome: object): string {
  return JSON.stringify({ ...outcome, notes: [] });
}

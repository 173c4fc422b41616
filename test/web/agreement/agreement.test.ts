import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ParsedQuerySpec } from '#core/model/query-spec.ts';
import type { Cell, QueryResult } from '#core/model/result.ts';
import type { QueryPlatform } from '#test/support/query-platform.ts';
import type { Answer } from '#web/api/query-run.ts';
import { seriesOf, totalOf } from '#web/charts/series.ts';
import { rankSummary } from '#web/charts/summary.ts';
import { totalFigure } from './figure.tsx';
import { csvGroups, fileCells } from './files.ts';
import { heldAnswer } from './held.ts';
import { againstRecords, isCountable, notSupplied } from './oracle.ts';
import { answerOf, FORMATS, fileOf, openPlatform, PROFILES, type TestProfile } from './platform.ts';
import { pageQuestion, question } from './questions.ts';
import {
  areasOf,
  barCells,
  mapCells,
  monthCells,
  type Printed,
  says,
  tableCells,
  weekCells,
} from './shown.tsx';

const SEED = 20_261_128;
const RUNS = 18;
/** More where each number can be counted by hand. */
const WHOLE_RUNS = 30;

let platform: QueryPlatform;
beforeAll(async () => {
  platform = await openPlatform();
}, 60_000);
afterAll(() => platform.dispose());

/** What was looked at, so that a test that looks at nothing does not pass. */
const seen = new Map<string, number>();
function saw(what: string, times = 1): void {
  seen.set(what, (seen.get(what) ?? 0) + times);
}

const groupsIn = ({ columns }: QueryResult) => columns.filter(({ role }) => role === 'group');
const measuresIn = ({ columns }: QueryResult) => columns.filter(({ role }) => role === 'measure');

/** Cells of the last measure by the key of their only group; '' = not known. */
function cellsByKey(result: QueryResult): ReadonlyMap<string, Cell> {
  const [group] = groupsIn(result);
  const values = measuresIn(result).at(-1)?.values ?? [];
  return new Map(group?.values.map((key, row) => [key === null ? '' : String(key), values[row] ?? null]));
}

function expectPrinted(path: string, printed: Printed, cells: ReadonlyMap<string, Cell>, type: string): void {
  const wrong = [...cells].filter(([key, cell]) => !says(printed.get(key) ?? 'nothing', cell, type));
  expect(wrong.map(([key, cell]) => `${path} ${key}: ${printed.get(key)}, not ${cell}`)).toEqual([]);
  saw(path, cells.size);
  for (const cell of cells.values()) if (typeof cell !== 'number') saw(`${path} ${cell ?? 'u'}`);
}

function checkTable(answer: Answer): void {
  const measure = measuresIn(answer.result).at(-1);
  const rows = tableCells(answer);
  expect(rows).toHaveLength(Math.min(500, answer.result.rowCount));
  for (const [row, [text, value]] of rows.entries()) {
    const cell = measure?.values[row] ?? 'u';
    expect(value).toBe(String(cell));
    if (typeof cell === 'number') expect(says(text, cell, measure?.type ?? '')).toBe(true);
    else expect(text).toBe(cell);
    saw(typeof cell === 'number' ? 'table' : `table ${cell}`);
  }
}

function checkMap(spec: ParsedQuerySpec, answer: Answer, level: string): void {
  const type = measuresIn(answer.result).at(-1)?.type ?? '';
  const cells = new Map([...cellsByKey(answer.result)].filter(([key]) => key !== ''));
  if (spec.where?.space === undefined)
    expect([...cells.keys()].sort()).toEqual(
      areasOf(level)
        .map(({ code }) => code)
        .sort(),
    );
  const { value, mirror, paper, file } = mapCells(answer, level);
  for (const [code, cell] of cells) expect(`${code} ${value.get(code)}`).toBe(`${code} ${cell ?? 'u'}`);
  expectPrinted('map', mirror, cells, type);
  expectPrinted('printed map', paper, cells, type);
  expectPrinted('saved map', file, cells, type);
}

function checkCharts(spec: ParsedQuerySpec, answer: Answer): void {
  const groups = groupsIn(answer.result);
  const measure = measuresIn(answer.result).at(-1);
  const type = measure?.type ?? '';
  if (groups.map(({ name }) => name).join() === 'weekday,hour' && measuresIn(answer.result).length === 1) {
    const [days, hours] = groups.map(({ values }) => values);
    const cells = (measure?.values ?? []).flatMap((cell, row) =>
      days?.[row] === null || hours?.[row] === null
        ? []
        : [[`${days?.[row]}-${hours?.[row]}`, cell] as const],
    );
    expectPrinted('week', weekCells(answer), new Map(cells), type);
  }
  if (groups.length === 0 && type === 'integer') {
    expectPrinted(
      'key figure',
      new Map([['', totalFigure(answer)]]),
      new Map([['', measure?.values[0] ?? null]]),
      type,
    );
  }
  if (groups.length !== 1) return;
  const cells = cellsByKey(answer.result);
  const [key] = spec.groupBy ?? [];
  if (key !== undefined && 'time' in key && key.time === 'month') {
    const months = [...cells.keys()].filter((month) => month !== '').sort();
    expectPrinted(
      'line',
      monthCells(answer, months),
      new Map(months.map((month) => [month, cells.get(month) ?? null])),
      type,
    );
  } else {
    const { bars, card } = barCells(answer);
    expectPrinted('bars', bars, cells, type);
    expectPrinted('card', card, cells, type);
    const most = Math.max(
      ...[...cells].flatMap(([name, cell]) => (name !== '' && typeof cell === 'number' ? [cell] : [])),
    );
    const said = /: most .*? (<?[\d,.]+?)(?:,? then|, least|\.(?: |$))/.exec(
      rankSummary(seriesOf(answer.result), 'Records'),
    )?.[1];
    if (Number.isFinite(most))
      expect(says(said ?? 'nothing', most, type === 'integer' ? type : 'number')).toBe(true);
    saw('sentence');
  }
  if (key !== undefined && 'area' in key) checkMap(spec, answer, key.area);
}

async function checkFiles(
  profile: TestProfile,
  spec: ParsedQuerySpec,
  { id, result }: Answer,
): Promise<void> {
  const measures = measuresIn(result);
  const wanted = Array.from({ length: result.rowCount }, (_, row) =>
    measures.map(({ values }) => values[row] ?? 'u'),
  );
  const placed = spec.groupBy?.some((key) => 'area' in key || 'cell' in key) ?? false;
  for (const format of FORMATS.filter((one) => one !== 'geojson' || placed)) {
    const bytes = await fileOf(platform, profile.id, id, format);
    expect({ format, cells: await fileCells(bytes, format, result) }).toEqual({ format, cells: wanted });
    if (format === 'csv')
      expect(csvGroups(bytes, result)).toEqual(
        wanted.map((_, row) =>
          JSON.stringify(groupsIn(result).map(({ values }) => String(values[row] ?? 'u'))),
        ),
      );
    saw(format, wanted.length);
    for (const cell of wanted.flat()) if (typeof cell !== 'number') saw(`${format} ${cell}`);
  }
}

/** The total asked by itself is the sum of groups that hold each record once, where numbers are exact. */
async function checkTotal(profile: TestProfile, spec: ParsedQuerySpec, { result }: Answer): Promise<void> {
  const { groupBy, ...rest } = spec;
  const total = await answerOf(platform, profile.id, { ...rest, measures: [{ measure: 'count' }] });
  const count = measuresIn(result)[spec.measures?.findIndex(({ measure }) => measure === 'count') ?? 0];
  if (total === null || count === undefined || groupBy === undefined) return;
  const numbers = count.values.flatMap((cell) => (typeof cell === 'number' ? [cell] : []));
  expect(totalOf(total.result).value ?? 0).toBe(numbers.reduce((sum, cell) => sum + cell, 0));
  saw('total');
}

/** What the page counts by itself is what the server answers. */
async function checkHeld(profile: TestProfile, spec: ParsedQuerySpec): Promise<void> {
  const answer = await answerOf(platform, profile.id, spec);
  if (answer === null) return;
  const { result } = answer;
  const held = await heldAnswer(platform, profile.id, spec);
  if (held === null) return;
  const rows = (one: QueryResult) =>
    Array.from({ length: one.rowCount }, (_, row) =>
      JSON.stringify(one.columns.map(({ values }) => values[row])),
    ).sort();
  expect(rows(held)).toEqual(rows(result));
  saw('held');
}

async function check(profile: TestProfile, spec: ParsedQuerySpec): Promise<void> {
  const answer = await answerOf(platform, profile.id, spec);
  if (answer === null) return saw('refused');
  saw('answered');
  const accesses = spec.datasets.flatMap((id) => profile.accesses.get(id) ?? []);
  if (isCountable(spec, accesses)) {
    expect(againstRecords(spec, answer.result, profile)).toEqual([]);
    saw('counted by hand');
  }
  const none = notSupplied(spec, profile);
  if (none !== null)
    for (const [key, cell] of cellsByKey(answer.result))
      if (key !== '') expect(`${key} ${cell === 'x'}`).toBe(`${key} ${none(key)}`);
  if (answer.result.rowCount > 0) checkTable(answer);
  checkCharts(spec, answer);
  await checkFiles(profile, spec, answer);
  if (profile.id === 'whole') {
    await checkTotal(profile, spec, answer);
  }
}

describe('the numbers of any question', () => {
  it.each(PROFILES.map((profile, index) => ({ profile, id: profile.id, index })))(
    'are the same on every path and those of the records, under the profile "$id"',
    async ({ profile, index }) => {
      await fc.assert(
        fc.asyncProperty(question(profile), (spec) => check(profile, spec)),
        { numRuns: profile.id === 'whole' ? WHOLE_RUNS : RUNS, seed: SEED + index },
      );
    },
    60_000,
  );

  it('are the same where the page counts by itself', async () => {
    const [whole] = PROFILES;
    if (whole === undefined) throw new Error('no profile');
    await fc.assert(
      fc.asyncProperty(pageQuestion(['south-calls']), (spec) => checkHeld(whole, spec)),
      { numRuns: 2 * RUNS, seed: SEED },
    );
  });

  it('were looked at on every path, with every mark that can stand there', () => {
    const few = (least: number, ...paths: readonly string[]) =>
      paths.filter((path) => (seen.get(path) ?? 0) < least).map((path) => `${path}: ${seen.get(path) ?? 0}`);
    const groups = ['table', 'bars', 'card', 'csv', 'xlsx', 'parquet'];
    const places = ['map', 'printed map', 'saved map', 'geojson'];
    const marked = (paths: readonly string[], ...marks: readonly string[]) =>
      paths.flatMap((path) => marks.map((mark) => `${path} ${mark}`));
    expect([
      ...few(60, 'answered', 'counted by hand', ...groups, ...places.slice(3)),
      ...few(20, ...places, 'total', 'sentence'),
      ...few(8, 'held', 'key figure', 'line', 'week'),
      ...few(1, ...marked(groups, 'c', 'x', 'h', 'u'), ...marked(places, 'c', 'x', 'u'), 'line x'),
    ]).toEqual([]);
  });
});

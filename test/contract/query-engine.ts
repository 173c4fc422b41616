import { expect } from 'vitest';
import type { QueryEngine } from '#app/ports.ts';
import type { EngineAccess, TableAccess } from '#core/access/engine-access.ts';
import type { Statement } from '#core/sql/tree.ts';
import { accessOfStatement } from '../support/statement-access.ts';
import { contractSuite, type Deviations } from './suite.ts';

/** An engine with statements of known behaviour over whatever it reads. */
export type QueryEngineSubject = {
  readonly engine: QueryEngine;
  /** 1,000 rows of one column `n`: 0 to 999 in order. */
  readonly numbers: Statement;
  /** Runs for minutes unless it is stopped. */
  readonly endless: Statement;
  /** Reads a file that is not there. */
  readonly broken: Statement;
  /** Makes the engine let go of the result of an execution, as time or other results would. */
  readonly forget: () => Promise<void>;
};

const allow = (statement: Statement, timeoutMs = 60_000) => ({
  timeoutMs,
  access: accessOfStatement(statement),
});
const notFound = expect.objectContaining({ code: 'NOT_FOUND' });
const notReady = expect.objectContaining({ code: 'QUERY_NOT_READY' });

function tablesOf({ query }: Statement, table: TableAccess): EngineAccess['tables'] {
  if (query.from.node !== 'scan') throw new Error('a statement over one table is needed');
  return new Map([[query.from.dataset, table]]);
}

async function expectRefused(engine: QueryEngine, statement: Statement, tables: EngineAccess['tables']) {
  const access = { ...allow(statement).access, tables };
  const id = await engine.start(statement, { ...allow(statement), access });
  const status = await engine.status(id, 20_000);
  expect(status).toMatchObject({ state: 'failed', rowCount: null });
  expect(status.failure).toBeTruthy();
  await expect(engine.page(id, 0, 1)).rejects.toEqual(notReady);
}

/** What every query engine keeps. */
export function queryEngineContract(
  name: string,
  make: () => Promise<{ readonly subject: QueryEngineSubject; readonly dispose: () => Promise<void> }>,
  deviations: Deviations = {},
): void {
  contractSuite(`QueryEngine contract: ${name}`, CASES, make, deviations);
}

const CASES = {
  'runs a statement and says how many rows there are': async ({ engine, numbers }: QueryEngineSubject) => {
    const id = await engine.start(numbers, allow(numbers));
    expect(await engine.status(id, 20_000)).toMatchObject({
      state: 'succeeded',
      rowCount: 1000,
      failure: null,
    });
  },
  'gives a finished result by pages, in its order': async ({ engine, numbers }: QueryEngineSubject) => {
    const id = await engine.start(numbers, allow(numbers));
    await engine.status(id, 20_000);
    const page = await engine.page(id, 400, 3);
    expect(page).toEqual({ names: ['n'], columns: [[400, 401, 402]] });
    expect((await engine.page(id, 998, 10)).columns).toEqual([[998, 999]]);
    expect((await engine.page(id, 1000, 10)).columns).toEqual([[]]);
  },
  'does not give a page before the end': async ({ engine, endless }: QueryEngineSubject) => {
    const id = await engine.start(endless, allow(endless));
    await expect(engine.page(id, 0, 1)).rejects.toEqual(notReady);
    await engine.cancel(id);
  },
  'cancels a running statement within two seconds and goes on': async (subject: QueryEngineSubject) => {
    const { engine, numbers, endless } = subject;
    const id = await engine.start(endless, allow(endless));
    expect((await engine.status(id, 1_000)).state).toBe('running');
    const before = Date.now();
    await engine.cancel(id);
    expect((await engine.status(id, 2_000)).state).toBe('cancelled');
    expect(Date.now() - before).toBeLessThan(2_000);
    const next = await engine.start(numbers, allow(numbers));
    expect((await engine.status(next, 20_000)).state).toBe('succeeded');
  },
  'lets a statement that has ended be cancelled again': async ({ engine, numbers }: QueryEngineSubject) => {
    const id = await engine.start(numbers, allow(numbers));
    await engine.status(id, 20_000);
    await engine.cancel(id);
    expect((await engine.status(id, 0)).state).toBe('succeeded');
  },
  'cancels a statement that waits for its turn': async ({ engine, endless }: QueryEngineSubject) => {
    const ids = await Promise.all([1, 2, 3, 4].map(() => engine.start(endless, allow(endless))));
    const last = ids[3];
    if (last === undefined) throw new Error('four were started');
    await engine.cancel(last);
    expect((await engine.status(last, 100)).state).toBe('cancelled');
    await Promise.all(ids.map((id) => engine.cancel(id)));
  },
  'fails a statement that takes too long': async ({ engine, endless }: QueryEngineSubject) => {
    const id = await engine.start(endless, allow(endless, 300));
    expect(await engine.status(id, 5_000)).toMatchObject({ state: 'failed' });
  },
  'fails a statement that cannot be read, with a reason for the log': async (subject: QueryEngineSubject) => {
    const id = await subject.engine.start(subject.broken, allow(subject.broken));
    const status = await subject.engine.status(id, 20_000);
    expect(status.state).toBe('failed');
    expect(status.failure).toBeTruthy();
  },
  'answers NOT_FOUND for an execution that it does not know': async ({
    engine,
    numbers,
  }: QueryEngineSubject) => {
    const id = await engine.start(numbers, allow(numbers));
    await engine.status(id, 20_000);
    const unknown = `${id}x` as typeof id;
    await expect(engine.status(unknown, 0)).rejects.toEqual(notFound);
    await expect(engine.page(unknown, 0, 1)).rejects.toEqual(notFound);
    await expect(engine.cancel(unknown)).rejects.toEqual(notFound);
  },
  'answers NOT_FOUND for a result that it has let go': async ({
    engine,
    numbers,
    forget,
  }: QueryEngineSubject) => {
    const id = await engine.start(numbers, allow(numbers));
    await engine.status(id, 20_000);
    await forget();
    await expect(engine.page(id, 0, 1)).rejects.toEqual(notFound);
  },
  'fails a statement over a dataset that access does not have, and shows nothing': async ({
    engine,
    numbers,
  }: QueryEngineSubject) => {
    await expectRefused(engine, numbers, new Map());
  },
  'fails a statement that reads a column that access does not have': async ({
    engine,
    numbers,
  }: QueryEngineSubject) => {
    await expectRefused(engine, numbers, tablesOf(numbers, { columns: ['m'], rowFilter: null }));
  },
  'fails a statement that reads a hidden column without saying so': async ({
    engine,
    numbers,
  }: QueryEngineSubject) => {
    const { from } = numbers.query;
    if (from.node !== 'scan') throw new Error('numbers are read from a scan');
    const sly: Statement = { query: { ...numbers.query, from: { ...from, columns: [] } } };
    await expectRefused(engine, sly, tablesOf(numbers, { columns: ['m'], rowFilter: null }));
  },
  'sees only the rows that the filter of access lets through, whatever the statement says': async ({
    engine,
    numbers,
  }: QueryEngineSubject) => {
    const tables = tablesOf(numbers, { columns: ['n'], rowFilter: 'n < 3 OR n IN (500, 2000)' });
    const id = await engine.start(numbers, {
      ...allow(numbers),
      access: { ...allow(numbers).access, tables },
    });
    expect(await engine.status(id, 20_000)).toMatchObject({ state: 'succeeded', rowCount: 4 });
    expect((await engine.page(id, 0, 10)).columns).toEqual([[0, 1, 2, 500]]);
  },
  'runs many at once': async ({ engine, numbers }: QueryEngineSubject) => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => engine.start(numbers, allow(numbers))));
    const states = await Promise.all(ids.map(async (id) => (await engine.status(id, 20_000)).state));
    expect(new Set(states)).toEqual(new Set(['succeeded']));
  },
};

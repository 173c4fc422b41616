import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Platform } from '#app/ports.ts';
import { type QueryRecord, queryPartition, RUNNING_PARTITION } from '#app/query/query-record.ts';
import { settleExecution } from '#app/query/settle-execution.ts';
import { cancelQuery, queryStatus } from '#app/query/status.ts';
import { submitQuery } from '#app/query/submit.ts';
import type { ExecutionId } from '#core/model/id.ts';
import { analyst, openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';

const ann = analyst('ann');
const SPEC = {
  datasets: ['north-crime'],
  where: { time: { from: '2018-01-01', to: '2018-12-31' } },
  groupBy: [{ field: 'category' }],
};
const WAIT_MS = 10_000;

describe('settleExecution(platform, concerns, waitMs)', () => {
  let platform: QueryPlatform;
  let slow: Platform;
  /** Whether the ends of executions are still to be seen by nobody. */
  let isHidden = true;

  beforeEach(async () => {
    isHidden = true;
    platform = await openQueryPlatform();
    const { engine } = platform;
    slow = {
      ...platform,
      engine: {
        start: (statement, options) => engine.start(statement, options),
        status: async (id, waitMs) => {
          const status = await engine.status(id, isHidden ? 0 : waitMs);
          return isHidden ? { ...status, state: 'running' } : status;
        },
        page: (id, offset, count) => engine.page(id, offset, count),
        cancel: (id) => engine.cancel(id),
        close: async () => undefined,
      },
    };
  });
  afterEach(() => platform.dispose());

  async function ask(): Promise<{ readonly id: string; readonly executions: QueryRecord['executions'] }> {
    const { id, state } = await submitQuery(slow, ann, SPEC, { waitMs: 0 });
    expect(state).toBe('running');
    const item = await platform.registry.get<QueryRecord>(queryPartition(ann.user), id);
    if (item === null) throw new Error('the query was not written down');
    return { id, executions: item.value.executions };
  }

  const outcomes = () => platform.events.filter(({ phase }) => phase === 'outcome');
  const is = (one: ExecutionId | null) => (execution: ExecutionId) => execution === one;

  it('writes down the end of a query that nobody asks about any more, and tells the audit', async () => {
    await ask();
    const { id, executions } = await ask();
    isHidden = false;
    expect(await settleExecution(slow, is(executions.main), WAIT_MS)).toBe('succeeded');
    expect(outcomes()).toMatchObject([
      { effect: id, rows: expect.any(Number), detail: { state: 'succeeded' } },
    ]);
    expect(await platform.registry.get(RUNNING_PARTITION, id)).toBeNull();
    expect((await queryStatus(slow, ann, id)).state).toBe('succeeded');
  });

  it('finds the query by any execution of its plan', async () => {
    const { executions } = await ask();
    isHidden = false;
    expect(executions.rest).not.toBeNull();
    expect(await settleExecution(slow, is(executions.rest), WAIT_MS)).toBe('succeeded');
  });

  it('leaves a query running whose other executions are at work', async () => {
    const { id, executions } = await ask();
    expect(await settleExecution(slow, is(executions.main), 0)).toBe('running');
    expect(outcomes()).toEqual([]);
    expect(await platform.registry.get(RUNNING_PARTITION, id)).not.toBeNull();
  });

  it('tells the audit once, however many say that it has ended', async () => {
    const { executions } = await ask();
    isHidden = false;
    const told = [executions.main, executions.rest, executions.main].map((one) =>
      settleExecution(slow, is(one), WAIT_MS),
    );
    await Promise.all(told);
    expect(await settleExecution(slow, is(executions.main), WAIT_MS)).toBeNull();
    expect(outcomes()).toHaveLength(1);
  });

  it('does nothing for an execution that is of no query, or of one that was cancelled', async () => {
    const { id, executions } = await ask();
    expect(await settleExecution(slow, () => false, 0)).toBeNull();
    await cancelQuery(slow, ann, id);
    const before = outcomes().length;
    expect(await settleExecution(slow, is(executions.main), 0)).toBeNull();
    expect(outcomes()).toHaveLength(before);
  });
});

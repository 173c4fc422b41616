import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allItems } from '#app/every-item.ts';
import type { Platform } from '#app/ports.ts';
import { RUNNING_PARTITION, type RunningItem } from '#app/query/query-record.ts';
import { cancelQuery, cancelQueryByKey, queryStatus } from '#app/query/status.ts';
import { submitQuery } from '#app/query/submit.ts';
import { brandId, type ExecutionId } from '#core/model/id.ts';
import { addAccount } from '#test/support/access-platform.ts';
import { analyst, openQueryPlatform, type QueryPlatform } from '#test/support/query-platform.ts';
import { stalledEngine } from '#test/support/stalled-engine.ts';
import { ApiClient } from '#web/api/client.ts';
import { runQuery } from '#web/api/query-run.ts';
import { RunningQueries } from '#web/api/running.ts';

const ann = analyst('ann');
const SPEC = { datasets: ['north-crime'] };
/** As the interface waits. */
const SUBMIT_WAIT_MS = 1_500;
const LIMIT_MS = 2_000;

let platform: QueryPlatform;
beforeAll(async () => {
  platform = await openQueryPlatform();
  await addAccount(platform.registry, ann);
});
afterAll(() => platform.dispose());

/** The explorer's client over the use cases themselves, on an engine whose statements run until they are cancelled. */
class DirectApi extends ApiClient {
  readonly started: ExecutionId[] = [];
  readonly cancelled: readonly ExecutionId[];
  readonly #platform: Platform;

  constructor() {
    super('', { token: () => null, renew: async () => false });
    const engine = stalledEngine();
    this.cancelled = engine.cancelled;
    const start: Platform['engine']['start'] = async (...args) => {
      const id = await engine.start(...args);
      this.started.push(id);
      return id;
    };
    /** Waits as a real one does, and is told of a cancel at once. */
    const status: Platform['engine']['status'] = async (id, waitMs) => {
      const until = Date.now() + waitMs;
      while (Date.now() < until && !engine.cancelled.includes(id)) await pause(10);
      return engine.status(id, 0);
    };
    this.#platform = { ...platform, engine: { ...engine, start, status } };
  }

  override async post<Body>(_: string, body: unknown, __?: AbortSignal, key?: string): Promise<Body> {
    const options = { waitMs: SUBMIT_WAIT_MS, ...(key === undefined ? {} : { idempotencyKey: key }) };
    return (await submitQuery(this.#platform, ann, body, options)) as Body;
  }

  override async get<Body>(path: string): Promise<Body> {
    return (await queryStatus(this.#platform, ann, path.split('/').at(-1) ?? '', 100)) as Body;
  }

  override async remove(path: string): Promise<void> {
    const key = /\?key=(.*)$/.exec(path)?.[1];
    if (key !== undefined) await cancelQueryByKey(this.#platform, ann, key);
    else await cancelQuery(this.#platform, ann, path.split('/').at(-1) ?? '');
  }

  /** Queries that the registry lists as running, and statements that the engine still runs. */
  async atWork(): Promise<number> {
    const running = await allItems<RunningItem>(platform.registry, RUNNING_PARTITION);
    return running.length + this.started.filter((id) => !this.cancelled.includes(brandId(id))).length;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Waits until nothing is at work, and says how long that took; fails with what is when it takes too long. */
async function quiet(api: DirectApi): Promise<number> {
  const since = Date.now();
  while ((await api.atWork()) > 0) {
    if (Date.now() - since > LIMIT_MS) throw new Error(`${await api.atWork()} are still at work`);
    await pause(10);
  }
  return Date.now() - since;
}

/** Once a query has run for so long. */
async function running(forMs: number) {
  const api = new DirectApi();
  const queries = new RunningQueries();
  const controller = new AbortController();
  const answer = runQuery(api, SPEC, controller.signal, { queries }).then(
    () => 'answered',
    (error: unknown) => error,
  );
  await pause(forMs);
  expect(await api.atWork()).toBeGreaterThan(0);
  return { api, queries, controller, answer };
}

describe.each([
  ['before its id is known', 300],
  ['once its id is known', SUBMIT_WAIT_MS + 500],
])('a query at work, %s', (_, forMs) => {
  it('is ended in the engine within two seconds of Cancel', async () => {
    const { api, queries, answer } = await running(forMs);
    expect(queries.current()).toMatchObject({ waiting: 1, answered: 0 });
    queries.cancelAll();
    expect(await answer).toMatchObject({ problem: { code: 'QUERY_CANCELLED' } });
    expect(await quiet(api)).toBeLessThan(LIMIT_MS);
    expect(queries.current().since).toBeNull();
  });

  it('is ended when the page asks something else instead', async () => {
    const { api, controller, answer } = await running(forMs);
    controller.abort();
    expect(await answer).toBe(controller.signal.reason);
    expect(await quiet(api)).toBeLessThan(LIMIT_MS);
  });

  it('is ended when the tab is closed', async () => {
    const listeners = new Set<() => void>();
    const real = { add: globalThis.addEventListener, remove: globalThis.removeEventListener };
    globalThis.addEventListener = ((name: string, listener: () => void) => {
      if (name === 'pagehide') listeners.add(listener);
    }) as typeof globalThis.addEventListener;
    globalThis.removeEventListener = ((_name: string, listener: () => void) => {
      listeners.delete(listener);
    }) as typeof globalThis.removeEventListener;
    try {
      const { api, controller } = await running(forMs);
      for (const listener of listeners) listener();
      expect(await quiet(api)).toBeLessThan(LIMIT_MS);
      controller.abort();
    } finally {
      Object.assign(globalThis, { addEventListener: real.add, removeEventListener: real.remove });
    }
  });
});

describe('cancelQueryByKey(platform, caller, key)', () => {
  it('refuses a query that comes under the key afterwards, and runs nothing', async () => {
    const api = new DirectApi();
    await api.remove('/queries?key=early');
    await expect(api.post('/queries', SPEC, undefined, 'early')).rejects.toMatchObject({
      code: 'QUERY_CANCELLED',
    });
    expect(api.started).toEqual([]);
    await api.remove('/queries?key=early');
  });

  it('leaves a query of the same key of somebody else alone', async () => {
    const bob = analyst('bob');
    await addAccount(platform.registry, bob);
    const view = await submitQuery(platform, bob, SPEC, { waitMs: 10_000, idempotencyKey: 'shared' });
    await cancelQueryByKey(platform, ann, 'shared');
    expect((await queryStatus(platform, bob, view.id)).state).toBe('succeeded');
    await expect(
      submitQuery(platform, bob, SPEC, { waitMs: 10_000, idempotencyKey: 'shared' }),
    ).resolves.toMatchObject({ id: view.id });
  });
});

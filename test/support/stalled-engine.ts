import type { ExecutionStatus, QueryEngine } from '#app/ports.ts';
import { brandId, type ExecutionId } from '#core/model/id.ts';

/** An engine whose statements never end by themselves. */
export function stalledEngine(): QueryEngine & { readonly cancelled: ExecutionId[] } {
  const cancelled: ExecutionId[] = [];
  let started = 0;
  const status = (state: ExecutionStatus['state']): ExecutionStatus => ({
    state,
    progress: null,
    rowCount: null,
    bytesScanned: null,
    elapsedMs: 1,
    failure: null,
  });
  return {
    cancelled,
    start: async () => {
      started += 1;
      return brandId<ExecutionId>(`e${started}`);
    },
    status: async (id) => status(cancelled.includes(id) ? 'cancelled' : 'running'),
    page: async () => ({ names: [], columns: [] }),
    cancel: async (id) => {
      cancelled.push(id);
    },
    close: async () => undefined,
  };
}

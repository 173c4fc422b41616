import type { Cell } from '#core/model/result.ts';

/** What the worker is started with. */
export type WorkerOptions = {
  readonly threads: number;
  readonly memoryLimitMb: number;
  readonly connections: number;
  /** Bounds of the finished results that are kept. */
  readonly keptBytes: number;
  readonly keptResults: number;
  readonly keptMs: number;
};

/** To the worker. `id` names an execution, `call` a question that wants an answer. */
export type Request =
  | { readonly kind: 'open'; readonly options: WorkerOptions }
  | { readonly kind: 'run'; readonly id: string; readonly sql: string }
  | { readonly kind: 'interrupt'; readonly id: string }
  | { readonly kind: 'progress'; readonly call: number; readonly id: string }
  | {
      readonly kind: 'page';
      readonly call: number;
      readonly id: string;
      readonly offset: number;
      readonly count: number;
    };

export type Page = { readonly names: readonly string[]; readonly columns: readonly (readonly Cell[])[] };

/** From the worker. */
export type Reply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly id: string; readonly rowCount: number }
  | { readonly kind: 'failed'; readonly id: string; readonly failure: string; readonly interrupted: boolean }
  | { readonly kind: 'progress'; readonly call: number; readonly progress: number | null }
  | { readonly kind: 'page'; readonly call: number; readonly page: Page | null };

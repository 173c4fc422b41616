import type { ComposeOutcome, ComposeTask, RelocateTask, StageOutcome, StageTask } from '#app/ports.ts';
import type { Boundaries } from '#core/geo/boundaries.ts';
import type { Stage } from '#core/ingest/stage.ts';
import type { Step } from '#core/ingest/step.ts';

/** What the client asks of the worker process. Boundaries travel once per geography. */
export type Request = { readonly id: number } & (
  | { readonly kind: 'stage'; readonly task: Omit<StageTask, 'boundaries'> }
  | { readonly kind: 'relocate'; readonly task: Omit<RelocateTask, 'boundaries'> }
  | { readonly kind: 'compose'; readonly task: ComposeTask }
  | { readonly kind: 'boundaries'; readonly boundaries: readonly Boundaries[] }
  /** The step that the worker told of is noted; it may go on. */
  | { readonly kind: 'go-on' }
);

/** What the worker process answers: steps while it works, then the result or a failure. */
export type Reply = { readonly id: number } & (
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'done'; readonly result: StageOutcome | ComposeOutcome | Stage | null }
  | { readonly kind: 'failed'; readonly message: string; readonly stack: string | null }
);

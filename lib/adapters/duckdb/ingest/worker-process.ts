import type { ComposeOutcome, OnStep, StageOutcome } from '#app/ports.ts';
import type { Boundaries } from '#core/geo/boundaries.ts';
import { type Locator, makeLocator } from '#core/geo/locator.ts';
import type { Stage } from '#core/ingest/stage.ts';
import { composePublication } from './compose-publication.ts';
import type { Reply, Request } from './message.ts';
import { relocateDelivery } from './relocate-delivery.ts';
import { stageDelivery } from './stage-delivery.ts';
import { WorkDatabase } from './work-database.ts';
import { removeStaleFolders, WorkFolder } from './work-folder.ts';

type Work = Exclude<Request, { kind: 'boundaries' | 'go-on' }>;

const root = process.argv[2];
if (root === undefined || process.send === undefined)
  throw new Error('this file is run by the delivery worker');

let boundaries: readonly Boundaries[] = [];
let locator: Locator = makeLocator(boundaries);
const waiting = new Map<number, () => void>();

process.on('disconnect', () => process.exit(0));
process.on('message', (request: Request) => {
  if (request.kind === 'go-on') {
    waiting.get(request.id)?.();
    waiting.delete(request.id);
  } else if (request.kind === 'boundaries') {
    boundaries = request.boundaries;
    locator = makeLocator(boundaries);
    reply({ id: request.id, kind: 'done', result: null });
  } else {
    void answer(root, request);
  }
});

async function answer(folderRoot: string, request: Work): Promise<void> {
  try {
    reply({ id: request.id, kind: 'done', result: await work(folderRoot, request) });
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    reply({ id: request.id, kind: 'failed', message: failure.message, stack: failure.stack ?? null });
  }
}

async function work(folderRoot: string, request: Work): Promise<StageOutcome | ComposeOutcome | Stage> {
  await removeStaleFolders(folderRoot);
  const folder = await WorkFolder.make(folderRoot);
  const database = await WorkDatabase.open(folder.file('spill'));
  try {
    switch (request.kind) {
      case 'stage': {
        const task = { ...request.task, boundaries };
        return await stageDelivery(task, database, folder, locator, stepTeller(request.id));
      }
      case 'relocate':
        return await relocateDelivery({ ...request.task, boundaries }, database, folder, locator);
      case 'compose':
        return await composePublication(request.task, database, folder);
    }
  } finally {
    database.close();
    await folder.remove();
  }
}

function stepTeller(id: number): OnStep {
  return (step) =>
    new Promise((resolve) => {
      waiting.set(id, resolve);
      reply({ id, kind: 'step', step });
    });
}

function reply(message: Reply): void {
  if (process.connected) process.send?.(message, undefined, undefined, (error) => error && process.exit(0));
}

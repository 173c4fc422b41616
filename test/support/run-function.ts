import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

const PROCESS_FILE = fileURLToPath(new URL('./function-process.mjs', import.meta.url));

type Reply =
  | { readonly kind: 'ready'; readonly importMs: number }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string };

/** A bundled function that runs in a process of its own, as Lambda would run it. */
export type RunningFunction = {
  /** How long its file took to load. */
  readonly importMs: number;
  /** Hands an event to it. Fails as the handler does. */
  readonly invoke: (event: unknown) => Promise<unknown>;
  /** What it wrote to its log, so far. */
  readonly said: () => string;
  readonly close: () => Promise<void>;
};

/** Loads `<folder>/<name>/handler.mjs` with these variables and no other. Fails with what it said when it does not load. */
export async function runFunction(
  folder: string,
  name: string,
  environment: Readonly<Record<string, string>>,
): Promise<RunningFunction> {
  const file = pathToFileURL(`${folder}/${name}/handler.mjs`).href;
  const child = fork(PROCESS_FILE, [file], {
    env: { ...environment },
    execArgv: ['--enable-source-maps'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  const importMs = await readiness(child, () => said);
  let next = 0;
  return {
    importMs,
    invoke: (event) => ask(child, next++, event),
    said: () => said,
    close: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The answer of a function of the API, with its body as text. */
export function httpAnswer(answer: unknown): {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
} {
  const { statusCode = 0, body = '', headers = {} } = answer as APIGatewayProxyStructuredResultV2;
  return { status: statusCode, body, headers };
}

function readiness(child: ChildProcess, said: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('message', (reply: Reply) => {
      if (reply.kind === 'ready') resolve(reply.importMs);
    });
    child.once('exit', () => reject(new Error(`the function did not load: ${said()}`)));
  });
}

function ask(child: ChildProcess, id: number, event: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const hear = (reply: Reply) => {
      if (reply.kind === 'ready' || reply.id !== id) return;
      child.off('message', hear);
      if (reply.kind === 'answer') resolve(reply.answer);
      else reject(new Error(reply.message));
    };
    child.on('message', hear);
    child.once('exit', () => reject(new Error('the function ended')));
    child.send({ id, event });
  });
}

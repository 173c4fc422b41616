import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

const PROCESS_FILE = fileURLToPath(new URL('./function-process.mjs', import.meta.url));

type Answer = {
  readonly kind: 'answer';
  readonly id: number;
  readonly answer: unknown;
  readonly left: number;
};
type Reply =
  | { readonly kind: 'ready'; readonly importMs: number }
  | Answer
  | { readonly kind: 'failure'; readonly id: number; readonly message: string };

/** A bundled function that runs in a process of its own, as Lambda would run it. */
export type RunningFunction = {
  /** How long its file took to load. */
  readonly importMs: number;
  /** Hands an event to it. Fails as the handler does. */
  readonly invoke: (event: unknown) => Promise<unknown>;
  /** Timers that were still running when it last answered: Lambda stops a function there. */
  readonly left: () => number;
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
  const waiting = new Map<number, (reply: Reply | Error) => void>();
  const importMs = await hear(child, waiting, () => said);
  let next = 0;
  let left = 0;
  return {
    importMs,
    invoke: async (event) => {
      const answer = await ask(child, waiting, next++, event);
      left = answer.left;
      return answer.answer;
    },
    left: () => left,
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

type Waiting = Map<number, (reply: Reply | Error) => void>;

/** Hears what the process says, from now on; gives how long loading took. */
function hear(child: ChildProcess, waiting: Waiting, said: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('message', (reply: Reply) => {
      if (reply.kind === 'ready') resolve(reply.importMs);
      else waiting.get(reply.id)?.(reply);
    });
    child.once('exit', () => {
      reject(new Error(`the function did not load: ${said()}`));
      for (const settle of waiting.values()) settle(new Error(`the function ended: ${said()}`));
    });
  });
}

function ask(child: ChildProcess, waiting: Waiting, id: number, event: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    waiting.set(id, (reply) => {
      waiting.delete(id);
      if (reply instanceof Error) reject(reply);
      else if (reply.kind === 'answer') resolve(reply);
      else if (reply.kind === 'failure') reject(new Error(reply.message));
    });
    child.send({ id, event });
  });
}

import * as z from 'zod';

/** A value as Trino types it: BIGINT is a bigint, DECIMAL and dates are text. */
export type TrinoValue = string | number | bigint | boolean | null;
export type TrinoResult = {
  readonly names: readonly string[];
  /** In Trino's words: `bigint`, `varchar(5)`. */
  readonly types: readonly string[];
  readonly rows: readonly (readonly TrinoValue[])[];
};

const Answer = z.object({
  nextUri: z.string().optional(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })).optional(),
  data: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))).optional(),
  error: z.object({ message: z.string(), errorName: z.string() }).optional(),
});

/** Trino refused or failed a statement; `code` is its own name for why, as SYNTAX_ERROR. */
export class TrinoError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.name = 'TrinoError';
    this.code = code;
  }
}

const NODE_WAIT_MS = 45_000;

/**
 * Runs one statement over Trino's HTTP protocol and waits for all of its rows; `signal` has the server stop it. A server that does not know its only
 * node, itself, as at its start and on a machine under load, has run nothing: it is asked again for a while.
 */
export async function runStatement(
  url: string,
  sql: string,
  signal: AbortSignal | null = null,
): Promise<TrinoResult> {
  for (const until = Date.now() + NODE_WAIT_MS; ; ) {
    try {
      return await runOnce(url, sql, signal);
    } catch (error) {
      const early = error instanceof TrinoError && error.code === 'NO_NODES_AVAILABLE';
      if (!early || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function runOnce(url: string, sql: string, signal: AbortSignal | null): Promise<TrinoResult> {
  const headers = { 'X-Trino-User': 'test', 'X-Trino-Catalog': 'lake', 'X-Trino-Schema': 'safestats' };
  let answer = await read(await fetch(`${url}/v1/statement`, { method: 'POST', headers, body: sql }));
  let columns = answer.columns;
  const rows: (readonly TrinoValue[])[] = [];
  for (;;) {
    columns ??= answer.columns;
    const types = columns?.map((column) => column.type) ?? [];
    for (const row of answer.data ?? []) rows.push(row.map((value, at) => typed(value, types[at] ?? '')));
    if (answer.error !== undefined) throw new TrinoError(answer.error.errorName, answer.error.message);
    if (answer.nextUri === undefined) break;
    const { nextUri } = answer;
    try {
      answer = await read(await fetch(nextUri, { headers, signal }));
    } catch (error) {
      if (signal?.aborted) await fetch(nextUri, { method: 'DELETE', headers });
      throw error;
    }
  }
  return {
    names: columns?.map((column) => column.name) ?? [],
    types: columns?.map((column) => column.type) ?? [],
    rows,
  };
}

async function read(response: Response): Promise<z.infer<typeof Answer>> {
  const text = await response.text();
  if (!response.ok) throw new TrinoError(`HTTP_${response.status}`, text.slice(0, 500));
  return Answer.parse(JSON.parse(quoteLongIntegers(text)));
}

/** JSON numbers of 16 digits or more, as H3 cells are, would lose their last digits in a double. */
function quoteLongIntegers(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    /^-?\d{16,}$/.test(token) ? `"${token}"` : token,
  );
}

function typed(value: string | number | boolean | null, type: string): TrinoValue {
  return type === 'bigint' && value !== null ? BigInt(value) : value;
}

import type { ColumnInfo, GetQueryResultsOutput, Row } from '@aws-sdk/client-athena';
import type { ExecutionPage } from '#app/ports.ts';
import type { Cell } from '#core/model/result.ts';

/** Gives the page of a result that a token stands for; the first one without. */
export type FetchPage = (token: string | undefined) => Promise<GetQueryResultsOutput>;

type Part = {
  readonly token: string | undefined;
  readonly from: number;
  readonly rows: number;
  /** By column; null = let go of, to be fetched again by the token. */
  columns: readonly (readonly Cell[])[] | null;
};

const INTEGERS: ReadonlySet<string> = new Set(['tinyint', 'smallint', 'integer', 'bigint']);
const TEXTS: ReadonlySet<string> = new Set(['varchar', 'char', 'string']);
const CELL_BYTES = 16;

/**
 * The result of one execution as far as it was read. Athena hands results out in chained pages of at most a thousand
 * rows and says nowhere how many there are, so the rows are counted by reading to the end; what was read is kept, since
 * whoever waits for the count asks for the rows next.
 */
export class AthenaResult {
  readonly #fetch: FetchPage;
  readonly #onRead: (result: AthenaResult) => void;
  readonly #parts: Part[] = [];
  #names: readonly string[] = [];
  #next: { readonly token: string | undefined } | null = { token: undefined };
  #turn: Promise<unknown> = Promise.resolve();
  #bytes = 0;

  /** `onRead` is told after each page, to look after memory. */
  constructor(fetch: FetchPage, onRead: (result: AthenaResult) => void) {
    this.#fetch = fetch;
    this.#onRead = onRead;
  }

  /** Null until it was read to its end. */
  get rowCount(): number | null {
    return this.#next === null ? this.#read : null;
  }

  /** Roughly what its rows take in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Lets go of its rows; where they are in Athena stays known. */
  dropRows(): void {
    for (const part of this.#parts) part.columns = null;
    this.#bytes = 0;
  }

  /** Reads on, one page at least, until its end or the time (of `performance.now()`) is reached. Returns whether that is its end. */
  async countUntil(deadline: number): Promise<boolean> {
    await this.#inTurn(async () => {
      do await this.#readOn();
      while (this.#next !== null && performance.now() < deadline);
    });
    return this.#next === null;
  }

  /** Rows from `offset`, by column. */
  rows(offset: number, count: number): Promise<ExecutionPage> {
    return this.#inTurn(async () => {
      while (this.#next !== null && this.#read < offset + count) await this.#readOn();
      const columns: Cell[][] = this.#names.map(() => []);
      for (const part of this.#parts) {
        const [start, end] = [offset - part.from, offset + count - part.from];
        if (end <= 0 || start >= part.rows) continue;
        const values = part.columns ?? (await this.#readAgain(part));
        for (const [at, cells] of values.entries())
          for (const cell of cells.slice(Math.max(0, start), end)) columns[at]?.push(cell);
      }
      return { names: this.#names, columns };
    });
  }

  get #read(): number {
    const last = this.#parts.at(-1);
    return last === undefined ? 0 : last.from + last.rows;
  }

  async #readOn(): Promise<void> {
    if (this.#next === null) return;
    const { token } = this.#next;
    const page = await this.#fetch(token);
    if (token === undefined) this.#names = infosOf(page).map(({ Name = '' }) => Name);
    const columns = columnsOf(page, token === undefined);
    this.#parts.push({ token, from: this.#read, rows: columns[0]?.length ?? 0, columns });
    this.#next = page.NextToken === undefined ? null : { token: page.NextToken };
    this.#keep(columns);
  }

  async #readAgain(part: Part): Promise<readonly (readonly Cell[])[]> {
    const columns = columnsOf(await this.#fetch(part.token), part.token === undefined);
    part.columns = columns;
    this.#keep(columns);
    return columns;
  }

  #keep(columns: readonly (readonly Cell[])[]): void {
    for (const cells of columns)
      for (const cell of cells) this.#bytes += CELL_BYTES + (typeof cell === 'string' ? cell.length * 2 : 0);
    this.#onRead(this);
  }

  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

function infosOf({ ResultSet }: GetQueryResultsOutput): readonly ColumnInfo[] {
  return ResultSet?.ResultSetMetadata?.ColumnInfo ?? [];
}

/** The values of a page by column; the first page of a SELECT begins with the names of its columns as a row. */
function columnsOf(page: GetQueryResultsOutput, isFirst: boolean): readonly (readonly Cell[])[] {
  const infos = infosOf(page);
  const rows: readonly Row[] = page.ResultSet?.Rows ?? [];
  if (isFirst && infos.some(({ Name }, at) => rows[0]?.Data?.[at]?.VarCharValue !== Name))
    throw new Error('a result does not begin with the names of its columns');
  const records = isFirst ? rows.slice(1) : rows;
  return infos.map(({ Type = '' }, at) =>
    records.map(({ Data = [] }) => cellOf(Data[at]?.VarCharValue, Type)),
  );
}

function cellOf(value: string | undefined, type: string): Cell {
  if (value === undefined) return null;
  if (TEXTS.has(type)) return value;
  if (type === 'boolean') return value === 'true';
  if (!INTEGERS.has(type)) throw new Error(`a column of type ${type}, which no query returns`);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

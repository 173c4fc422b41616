/** One line of the technical log: facts for operations, never a record, a token or what a user typed. */
export type LogLine = {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly [fact: string]: unknown;
};

export type Log = (line: LogLine) => void;

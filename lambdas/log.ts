import type { Log } from '#http/log.ts';

/** One line of JSON each, as CloudWatch reads them. */
export const log: Log = (line) => console.log(JSON.stringify({ at: new Date().toISOString(), ...line }));

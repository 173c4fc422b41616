import { parseArgs } from 'node:util';
import { DEMO } from '#core/synth/synthesise.ts';

export const USAGE = `npm start -- [options]

Serves the explorer, the API and sign-in on this machine, http://localhost:4000.

  --port N          the port, on the loopback address only (4000)
  --data DIR        where everything is kept (./data)
  --rows N          how many demonstration records to make in a new folder (${DEMO.rows})
  --empty           makes neither data nor accounts
  --demo-accounts   with --empty: the accounts all the same

SAFESTATS_DEMO_PASSWORD in the environment becomes the password of new demonstration accounts.`;

export type LocalOptions = {
  readonly port: number;
  readonly data: string;
  readonly rows: number;
  readonly empty: boolean;
  readonly demoAccounts: boolean;
  readonly help: boolean;
};

/** The options of `npm start`, or every fault in them. */
export function readOptions(args: readonly string[]): LocalOptions | { readonly faults: readonly string[] } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '4000' },
        data: { type: 'string', default: './data' },
        rows: { type: 'string', default: String(DEMO.rows) },
        empty: { type: 'boolean', default: false },
        'demo-accounts': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const [port, rows] = [Number(values.port), Number(values.rows)];
    const faults = [
      ...(Number.isInteger(port) && port >= 0 && port <= 65_535
        ? []
        : [`--port: got ${values.port}, use a port number`]),
      ...(Number.isSafeInteger(rows) && rows > 0
        ? []
        : [`--rows: got ${values.rows}, use a whole number above 0`]),
    ];
    if (faults.length > 0) return { faults };
    const { data, empty, help } = values;
    return { port, rows, data, empty, help, demoAccounts: values['demo-accounts'] || !empty };
  } catch (error) {
    return { faults: [error instanceof Error ? error.message : String(error)] };
  }
}

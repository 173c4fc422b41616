import { listDefinitions } from '#app/dataset.ts';
import { relocate } from '#app/publication/relocate.ts';
import type { LocalPlatform } from '../local/platform.ts';
import {
  type Command,
  OPERATOR,
  type Place,
  readArguments,
  readPlacedArguments,
  refuseDeployment,
  withPlacedStore,
  withPlatform,
} from './command.ts';
import { GEOGRAPHY_USAGE, geographyCommand } from './geography.ts';
import { REFERENCE_USAGE, referenceCommand } from './reference.ts';

const USAGE = `ops -- ${GEOGRAPHY_USAGE.replaceAll('\ngeography', '\nops -- geography')}

Each takes --data DIR. After new boundaries the published records are located in them.`;

export const geographyCommands: readonly Command[] = [
  { name: 'geography import', usage: USAGE, run: runner('import') },
  { name: 'geography list', usage: USAGE, run: runner('list') },
  { name: 'geography demo', usage: USAGE, run: runner('demo') },
];

const REFERENCE_HELP = `ops -- ${REFERENCE_USAGE.replaceAll('\nreference', '\nops -- reference')}

Each takes --data DIR, or --env dev|prod [--region REGION] for a deployment on AWS.`;

export const referenceCommands: readonly Command[] = (['import', 'list'] as const).map((what) => ({
  name: `reference ${what}`,
  usage: REFERENCE_HELP,
  run: async (args) => {
    const { place, rest } = placeAndRest(args);
    return withPlacedStore(place, async (store) => {
      await referenceCommand([what, ...rest], store);
      return 0;
    });
  },
}));

/** Splits `--data`, `--env` and `--region` from the rest, which the command reads by itself. */
export function placeAndRest(args: readonly string[]): {
  readonly place: Place;
  readonly rest: readonly string[];
} {
  const own: string[] = [];
  const rest: string[] = [];
  for (const [at, argument] of args.entries()) {
    const isValue = /^--(data|env|region)$/.test(args[at - 1] ?? '');
    (isValue || /^--(data|env|region)(=|$)/.test(argument) ? own : rest).push(argument);
  }
  return { place: readPlacedArguments(own, {}).place, rest };
}

/** Splits `--data` from the rest, which the command reads by itself. */
export function dataAndRest(args: readonly string[]): {
  readonly data: string;
  readonly rest: readonly string[];
} {
  refuseDeployment(args);
  const at = args.findIndex((argument) => argument === '--data' || argument.startsWith('--data='));
  if (at < 0) return { data: './data', rest: args };
  const length = args[at] === '--data' ? 2 : 1;
  const { values } = readArguments(args.slice(at, at + length), {});
  return { data: values.data, rest: args.toSpliced(at, length) };
}

function runner(what: string): Command['run'] {
  return async (args) => {
    const { data, rest } = dataAndRest(args);
    return withPlatform(data, async (local) => {
      await geographyCommand([what, ...rest], local.platform);
      if (what !== 'list') await relocateAll(local);
      return 0;
    });
  };
}

async function relocateAll({ platform }: LocalPlatform): Promise<void> {
  for (const { id } of await listDefinitions(platform)) {
    const manifest = await relocate(platform, OPERATOR, id);
    if (manifest !== null) console.log(`${id}: ${manifest.rows} records located again`);
  }
}

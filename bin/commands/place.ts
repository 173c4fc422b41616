import { listDefinitions } from '#app/dataset.ts';
import { relocate } from '#app/publication/relocate.ts';
import type { LocalPlatform } from '../local/platform.ts';
import { type Command, OPERATOR, readArguments, withPlatform } from './command.ts';
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

Each takes --data DIR.`;

export const referenceCommands: readonly Command[] = (['import', 'list'] as const).map((what) => ({
  name: `reference ${what}`,
  usage: REFERENCE_HELP,
  run: async (args) => {
    const { data, rest } = dataAndRest(args);
    return withPlatform(data, async ({ platform }) => {
      await referenceCommand([what, ...rest], platform);
      return 0;
    });
  },
}));

/** Splits `--data` from the rest, which the command reads by itself. */
export function dataAndRest(args: readonly string[]): {
  readonly data: string;
  readonly rest: readonly string[];
} {
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

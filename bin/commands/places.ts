import { createReadStream, existsSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { importPostcodes, type PostcodeFile } from '#app/places/import-postcodes.ts';
import { currentPostcodes } from '#app/places/postcode-store.ts';
import { AppError } from '#core/model/error.ts';
import { type Command, OPERATOR, readPlacedArguments, UsageError, withPlacedStore } from './command.ts';

const USAGE = `ops -- places import --kind postcode FILE.csv… [--data DIR | --env dev|prod [--region REGION]]
  --source TEXT   shown with each postcode, as in “ONS Postcode Directory, August 2026”; else the names of the files
ops -- places list [--data DIR | --env dev|prod [--region REGION]]

Postcodes that people can then search for, in place of those that were there. Each file is CSV with a header, in any order and
with any other columns: postcode (pcds, pcd8, pcd7, pcd2, pcd or postcode), and either lat and long (or latitude, longitude) or
easting and northing (or oseast1m, osnrth1m). The ONS Postcode Directory and Code-Point Open with a header are read as they
are. Rows without a position, and postcodes that have ended (doterm), are left out. Nothing changes unless all of it can be
read; the same files again change nothing.`;

export const placesCommands: readonly Command[] = [
  { name: 'places import', usage: USAGE, run: importRun },
  { name: 'places list', usage: USAGE, run: listRun },
];

async function importRun(args: readonly string[]): Promise<number> {
  const { values, positionals, place } = readPlacedArguments(args, {
    kind: { type: 'string' },
    source: { type: 'string' },
  });
  if (values.kind !== 'postcode')
    throw new UsageError(`--kind got ${values.kind ?? 'nothing'}; it is postcode`);
  if (positionals.length === 0) throw new UsageError('name the files of postcodes');
  const source = values.source ?? positionals.map((path) => basename(path)).join(', ');
  if (source.trim() === '' || source.length > 200) throw new UsageError('--source takes 1 to 200 characters');
  return withPlacedStore(place, async (store) => {
    const files = positionals.map(fileOf);
    const { changed, count, skipped } = await importPostcodes(store, OPERATOR, files, source);
    const what = `${count.toLocaleString('en-GB')} postcodes`;
    console.log(changed ? `${what} imported` : `${what} were there already, the same: nothing changed`);
    if (skipped > 0)
      console.log(
        `  ${skipped.toLocaleString('en-GB')} rows without a position or no longer in use left out`,
      );
    return 0;
  });
}

async function listRun(args: readonly string[]): Promise<number> {
  const { positionals, place } = readPlacedArguments(args, {});
  if (positionals.length > 0) throw new UsageError(`got ${positionals.join(' ')}, it takes options only`);
  return withPlacedStore(place, async (store) => {
    const item = await currentPostcodes(store);
    console.log(
      item === null
        ? 'no postcodes yet'
        : `postcode  ${item.count.toLocaleString('en-GB')}  ${item.source}, imported ${item.importedAt}`,
    );
    return 0;
  });
}

function fileOf(path: string): PostcodeFile {
  if (!existsSync(path))
    throw new AppError('NOT_FOUND', `${path} cannot be read; check the name of the file`);
  const lines = createInterface({
    input: createReadStream(path, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  return { name: basename(path), lines };
}

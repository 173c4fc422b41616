import { readFile } from 'node:fs/promises';
import { profilesShowing } from '#app/access/shown.ts';
import { listAllDatasets } from '#app/catalogue.ts';
import { SHOWN_BY_NONE } from '#app/dataset/judge.ts';
import { applyDefinition } from '#app/dataset.ts';
import { AppError } from '#core/model/error.ts';
import type { Deployment } from '../aws/deployment.ts';
import type { Store } from '../local/store.ts';
import {
  type Command,
  OPERATOR,
  readPlacedArguments,
  tableText,
  UsageError,
  withPlacedStore,
} from './command.ts';

export const datasetCommands: readonly Command[] = [
  {
    name: 'dataset apply',
    usage: `ops -- dataset apply [--data DIR | --env dev|prod [--region REGION]] FILE

Makes the definition in the JSON file the current one of its dataset. The same content again changes nothing. On AWS with your own
credentials; tables that only the product's roles may change follow within minutes.`,
    async run(args) {
      const { positionals, place } = readPlacedArguments(args, {});
      const [file, ...others] = positionals;
      if (file === undefined || others.length > 0) throw new UsageError('give one FILE');
      const spec = await readJson(file);
      const apply = async (store: Store | Deployment) => {
        const { definition, changed } = await applyDefinition(store, OPERATOR, spec);
        console.log(`${definition.id}: version ${definition.version}${changed ? '' : ', unchanged'}`);
        if ((await profilesShowing(store.registry))(definition.id).length === 0) console.log(SHOWN_BY_NONE);
        return 0;
      };
      return withPlacedStore(place, apply, { mayBeNew: true });
    },
  },
  {
    name: 'dataset list',
    usage: 'ops -- dataset list [--data DIR | --env dev|prod [--region REGION]] [--json]',
    async run(args) {
      const { values, place } = readPlacedArguments(args, { json: { type: 'boolean', default: false } });
      return withPlacedStore(place, async (store) => {
        const datasets = await listAllDatasets(store, OPERATOR);
        if (values.json === true) console.log(JSON.stringify(datasets, null, 2));
        else {
          const showing = await profilesShowing(store.registry);
          const rows = datasets.map(({ id, version, title, published }) => [
            id,
            String(version),
            title,
            published === null ? 'not published' : `${published.rows}`,
            published === null ? '' : `${published.from} to ${published.to}`,
            showing(id).join(', ') || 'no profile',
          ]);
          console.log(tableText([['dataset', 'version', 'title', 'rows', 'supplied', 'shown by'], ...rows]));
        }
        return 0;
      });
    },
  },
];

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new AppError('SPEC_INVALID', `${file} cannot be read as JSON`, { cause });
  }
}

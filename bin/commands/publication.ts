import { getDefinition, listDefinitions } from '#app/dataset.ts';
import { listPublications, readManifest, readPointer } from '#app/publication/manifest-store.ts';
import { rollBack } from '#app/publication/roll-back.ts';
import { rollUp } from '#app/publication/roll-up.ts';
import { brandId, type ManifestId } from '#core/model/id.ts';
import { type Manifest, rollupsOf } from '#core/model/manifest.ts';
import {
  type Command,
  OPERATOR,
  readArguments,
  tableText,
  UsageError,
  withPlatform,
  withStore,
} from './command.ts';

export const publicationCommands: readonly Command[] = [
  {
    name: 'publication list',
    usage: 'ops -- publication list DATASET [--data DIR]',
    async run(args) {
      const { values, positionals } = readArguments(args, {});
      const [dataset, ...others] = positionals;
      if (dataset === undefined || others.length > 0) throw new UsageError('give one DATASET');
      return withStore(values.data, async (store) => {
        await getDefinition(store, dataset);
        const { pointer } = await readPointer(store, dataset);
        const rows = await Promise.all(
          (await listPublications(store, dataset)).map(async ({ manifest: id, at }) => {
            const manifest = await readManifest(store, dataset, id);
            const mark = id === pointer?.manifest ? 'current' : '';
            return [
              id,
              at.slice(0, 19),
              manifest?.reason ?? '',
              manifest === null ? '' : String(manifest.rows),
              mark,
            ];
          }),
        );
        console.log(tableText([['publication', 'published', 'reason', 'rows', ''], ...rows]));
        return 0;
      });
    },
  },
  {
    name: 'publication rollback',
    usage: `ops -- publication rollback DATASET PUBLICATION [--data DIR]

Deliveries that came after it are withdrawn, those withdrawn since are back.`,
    async run(args) {
      const { values, positionals } = readArguments(args, {});
      const [dataset, id, ...others] = positionals;
      if (dataset === undefined || id === undefined || others.length > 0) {
        throw new UsageError('give DATASET and PUBLICATION; publication list names them');
      }
      return withPlatform(values.data, async ({ platform }) => {
        const manifest = await rollBack(platform, OPERATOR, dataset, brandId<ManifestId>(id));
        console.log(`${dataset}: ${manifest.rows} rows published again as ${manifest.id}`);
        return 0;
      });
    },
  },
  {
    name: 'rollups',
    usage: `ops -- rollups [--dataset DATASET] [--data DIR]

Makes the roll-ups that the current publications lack, as every night does; publications of before there were any have none.
May be interrupted and run again.`,
    async run(args) {
      const { values, positionals } = readArguments(args, { dataset: { type: 'string' } });
      if (positionals.length > 0) throw new UsageError('name a dataset with --dataset');
      return withPlatform(values.data, async ({ platform }) => {
        const all = async () => (await listDefinitions(platform)).map(({ id }) => id);
        for (const dataset of values.dataset === undefined ? await all() : [values.dataset]) {
          const made = await rollUp(platform, OPERATOR, dataset);
          console.log(`${dataset}: ${made === null ? 'nothing to do' : rollupWords(made)}`);
        }
        return 0;
      });
    },
  },
];

function rollupWords(manifest: Manifest): string {
  const rollups = rollupsOf(manifest);
  const rows = rollups.reduce((sum, period) => sum + period.rows, 0);
  const years = manifest.periods.filter(({ kind }) => kind === 'records').length;
  return `${rollups.length} of ${years} years rolled up into ${rows} rows, of ${manifest.rows} records, as ${manifest.id}`;
}

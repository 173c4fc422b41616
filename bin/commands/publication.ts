import { getDefinition } from '#app/dataset.ts';
import { listPublications, readManifest, readPointer } from '#app/publication/manifest-store.ts';
import { rollBack } from '#app/publication/roll-back.ts';
import { brandId, type ManifestId } from '#core/model/id.ts';
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
];

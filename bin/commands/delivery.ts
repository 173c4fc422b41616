import { pageDeliveries } from '#app/delivery-list.ts';
import { getDelivery } from '#app/ingest/deliveries.ts';
import { withdrawDelivery } from '#app/publication/withdraw.ts';
import { outcomeText } from './backfill.ts';
import {
  type Command,
  OPERATOR,
  readArguments,
  tableText,
  UsageError,
  withPlatform,
  withStore,
} from './command.ts';

export const deliveryCommands: readonly Command[] = [
  {
    name: 'delivery list',
    usage: 'ops -- delivery list [--dataset ID] [--data DIR] [--json]',
    async run(args) {
      const { values } = readArguments(args, {
        dataset: { type: 'string' },
        json: { type: 'boolean', default: false },
      });
      return withStore(values.data, async (store) => {
        const { items } = await pageDeliveries(store, OPERATOR, {
          dataset: values.dataset ?? null,
          cursor: null,
        });
        if (values.json === true) console.log(JSON.stringify(items, null, 2));
        else {
          const rows = items.map(({ dataset, number, fileName, state, report, receivedAt }) => [
            dataset,
            String(number),
            receivedAt.slice(0, 19),
            state,
            report === null ? '' : String(report.accepted),
            report === null ? '' : String(report.rejected),
            report === null ? '' : String(report.duplicate),
            fileName,
          ]);
          const head = [
            'dataset',
            'number',
            'received',
            'state',
            'accepted',
            'rejected',
            'duplicate',
            'file',
          ];
          console.log(tableText([head, ...rows]));
        }
        return 0;
      });
    },
  },
  {
    name: 'delivery show',
    usage: 'ops -- delivery show DATASET NUMBER [--data DIR] [--json]',
    async run(args) {
      const { values, positionals } = readArguments(args, { json: { type: 'boolean', default: false } });
      const { dataset, number } = readDelivery(positionals);
      return withStore(values.data, async (store) => {
        const delivery = await getDelivery(store, OPERATOR, dataset, number);
        console.log(values.json === true ? JSON.stringify(delivery, null, 2) : outcomeText(delivery));
        return 0;
      });
    },
  },
  {
    name: 'delivery withdraw',
    usage: `ops -- delivery withdraw DATASET NUMBER [--data DIR]

What it replaced or made a duplicate returns, and the same file may be handed over again.`,
    async run(args) {
      const { values, positionals } = readArguments(args, {});
      const { dataset, number } = readDelivery(positionals);
      return withPlatform(values.data, async ({ platform }) => {
        console.log(outcomeText(await withdrawDelivery(platform, OPERATOR, dataset, number)));
        return 0;
      });
    },
  },
];

function readDelivery(positionals: readonly string[]): { readonly dataset: string; readonly number: number } {
  const [dataset, number, ...others] = positionals;
  if (dataset === undefined || number === undefined || others.length > 0 || !/^[1-9]\d{0,6}$/.test(number)) {
    throw new UsageError('give DATASET and NUMBER, as in mps-crime 12');
  }
  return { dataset, number: Number(number) };
}

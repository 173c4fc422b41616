import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { getDelivery } from '#app/ingest/deliveries.ts';
import { receiveDelivery } from '#app/ingest/receive.ts';
import { resumeDeliveries } from '#app/ingest/resume.ts';
import { type CoverageStatement, CoverageStatementSchema } from '#core/ingest/statement.ts';
import type { Delivery } from '#core/model/delivery.ts';
import { AppError } from '#core/model/error.ts';
import type { LocalPlatform } from '../local/platform.ts';
import { type Command, OPERATOR, readArguments, UsageError, withPlatform } from './command.ts';

const POLL_MS = 250;

export const backfillCommand: Command = {
  name: 'backfill',
  usage: `ops -- backfill --dataset ID [--covers 2016-01..2018-06] [--areas E09000001,E09000002] [--data DIR] FILE…

Hands each file over as its agency would and waits for what becomes of it. Files that were taken before, unchanged, do
no harm; after an interruption run the same command again. Ends with 1 when a file was refused.

  --covers FROM..TO   months that every one of the files covers (yyyy-mm, both included)
  --areas A,B,…       areas that they cover; else everywhere`,
  async run(args) {
    const { values, positionals } = readArguments(args, {
      dataset: { type: 'string' },
      covers: { type: 'string' },
      areas: { type: 'string' },
    });
    const { dataset } = values;
    if (dataset === undefined) throw new UsageError('say which dataset: --dataset ID');
    if (positionals.length === 0) throw new UsageError('give at least one FILE');
    const command = readCoverage(values.covers, values.areas);
    await checkFiles(positionals);
    return withPlatform(values.data, async (local) => {
      const { platform } = local;
      const resumed = await resumeDeliveries(platform);
      if (resumed > 0) console.log(`${resumed} deliveries from before are taken up again`);
      let refused = 0;
      for (const file of positionals) {
        const { number } = await receiveDelivery(platform, OPERATOR, {
          dataset,
          fileName: basename(file),
          body: createReadStream(file, { highWaterMark: 1 << 20 }),
          source: 'command',
          command,
        });
        const delivery = await settle(local, dataset, number);
        console.log(outcomeText(delivery));
        if (delivery.state !== 'published' && delivery.state !== 'unchanged') refused += 1;
      }
      return refused === 0 ? 0 : 1;
    });
  },
};

/** What became of a delivery, its report or its faults, in lines. */
export function outcomeText(delivery: Delivery): string {
  const { dataset, number, fileName, state, report, coverage, faults, sameAs, replacedSince, step } =
    delivery;
  const head = `${dataset} delivery ${number}, ${fileName}: ${state}`;
  if (state === 'unchanged') {
    const since =
      replacedSince === undefined ? '' : `, ${replacedSince} rows of which were replaced since and stay so`;
    return `${head}, the same as delivery ${sameAs}${since}`;
  }
  if (report === null)
    return [`${head} (${step})`, ...faults.map(({ code, message }) => `  ${code}: ${message}`)].join('\n');
  const { rows, accepted, rejected, duplicate, replaced, byReason, warnings } = report;
  const reasons = Object.entries(byReason).map(([reason, count]) => `  rejected for ${reason}: ${count}`);
  const areas = coverage?.areas === null ? '' : ` in ${coverage?.areas.length} areas`;
  return [
    head,
    `  ${rows} rows = ${accepted} accepted + ${rejected} rejected + ${duplicate} duplicate; ${replaced} replaced`,
    ...(coverage === null
      ? []
      : [`  covers ${coverage.from} to ${coverage.to}${areas} (${coverage.stated})`]),
    ...reasons,
    ...warnings.map(({ code, rows, message }) => `  ${code}: ${rows} rows, ${message}`),
  ].join('\n');
}

/** Waits until the delivery has been worked on, and says how far it is. */
async function settle({ platform, idle }: LocalPlatform, dataset: string, number: number): Promise<Delivery> {
  let step = '';
  const look = async () => {
    const delivery = await getDelivery(platform, OPERATOR, dataset, number);
    if (delivery.step !== step) console.log(`${dataset} delivery ${number}: ${delivery.step}`);
    step = delivery.step;
    return delivery;
  };
  await look();
  const timer = setInterval(() => void look().catch(() => null), POLL_MS);
  await idle().finally(() => clearInterval(timer));
  return getDelivery(platform, OPERATOR, dataset, number);
}

function readCoverage(covers: string | undefined, areas: string | undefined): CoverageStatement | null {
  if (covers === undefined && areas === undefined) return null;
  if (covers === undefined) throw new UsageError('--areas needs --covers FROM..TO beside it');
  const [from, to, ...more] = covers.split('..');
  const parsed = CoverageStatementSchema.safeParse({ from, to, areas: areas?.split(',') ?? null });
  if (!parsed.success || more.length > 0) {
    throw new UsageError(
      '--covers wants months as in 2016-01..2018-06, --areas codes with commas between them',
    );
  }
  return parsed.data;
}

async function checkFiles(files: readonly string[]): Promise<void> {
  const found = await Promise.all(files.map((file) => stat(file).catch(() => null)));
  const absent = files.filter((_file, i) => found[i]?.isFile() !== true);
  if (absent.length > 0) throw new AppError('NOT_FOUND', `no such file: ${absent.join(', ')}`);
}

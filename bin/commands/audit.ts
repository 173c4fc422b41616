import { readFile } from 'node:fs/promises';
import type { KnownHead } from '#app/audit/anchor.ts';
import { readChainState } from '#app/audit/chain-state.ts';
import { EXPORT_FORMATS, type ExportFormat, exportAudit } from '#app/audit/export.ts';
import { regionOf } from '#app/audit/region.ts';
import { sealAudit } from '#app/audit/sealer.ts';
import { type SearchSpec, searchAudit } from '#app/audit/search.ts';
import { verifyChains } from '#app/audit/verify-chains.ts';
import type { Caller } from '#app/caller.ts';
import type { Platform } from '#app/ports.ts';
import {
  type Command,
  OPERATOR,
  readArguments,
  readPlacedArguments,
  tableText,
  UsageError,
  withPlacedStore,
  withStore,
} from './command.ts';
import { writeLines } from './line-file.ts';

/** An operator searches and exports the audit as its auditor does, and each time is in it. */
const AUDITOR: Caller = { ...OPERATOR, roles: ['auditor'] };

const PERIOD = { from: { type: 'string' }, to: { type: 'string' } } as const;

export const auditCommands: readonly Command[] = [
  {
    name: 'audit verify',
    usage: `ops -- audit verify [--data DIR | --env dev|prod [--region REGION]] [--head FILE|NUMBER:HASH]

Walks the audit of every region from its first sealed object to the head and on into what is not sealed yet. Names the first thing that was
changed, taken out, put in or moved, and ends with 1. Heads in the folder SAFESTATS_AUDIT_ANCHOR are held against it too, on AWS
those in the other region.

  --env    walks that of a deployment on AWS, with your own credentials; --region eu-west-2 unless you say otherwise
  --head   a head that was kept: what \`audit head\` printed, or a file with one such line or several`,
    async run(args) {
      const { values, place } = readPlacedArguments(args, { head: { type: 'string' } });
      const work = async (store: Pick<Platform, 'registry' | 'objects' | 'anchor' | 'region'>) => {
        const given = values.head === undefined ? [] : await readHeads(values.head, regionOf(store));
        const { objects, events, firstBreak, heads } = await verifyChains(store, { heads: given });
        const seen = `${objects} sealed objects, ${events} events, held against ${heads} known heads`;
        if (firstBreak === null) {
          console.log(`the audit is whole: ${seen}`);
          return 0;
        }
        const { object, at, problem } = firstBreak;
        console.log(`the audit is BROKEN at ${object}${at === null ? '' : `, line ${at}`}: ${problem}`);
        console.log(`before that: ${seen}`);
        return 1;
      };
      return withPlacedStore(place, work, { anySchema: true });
    },
  },
  {
    name: 'audit head',
    usage: `ops -- audit head [--data DIR]

Prints the number and the sha256 of the last sealed object. Keep it on another machine: a chain that was cut or written anew
as a whole shows against it only.`,
    async run(args) {
      const { values } = readArguments(args, {});
      return withStore(values.data, async (store) => {
        const { head, unsealed } = await readChainState(store);
        console.log(head === null ? 'nothing is sealed yet' : `${head.number}:${head.hash}`);
        console.error(`${unsealed} events are not sealed yet`);
        return 0;
      });
    },
  },
  {
    name: 'audit seal',
    usage:
      'ops -- audit seal [--data DIR]\n\nSeals what was recorded now; a running server does so every minute.',
    async run(args) {
      const { values } = readArguments(args, {});
      return withStore(values.data, async (store) => {
        const { objects, events } = await sealAudit(store);
        console.log(`${events} events sealed into ${objects} objects`);
        return 0;
      });
    },
  },
  {
    name: 'audit export',
    usage: `ops -- audit export --format jsonl|ocsf [--from DAY] [--to DAY] [--data DIR] FILE

Writes sealed events of the last 31 days, or of the time given, to FILE, one a line.`,
    async run(args) {
      const { values, positionals } = readArguments(args, { format: { type: 'string' }, ...PERIOD });
      const format = EXPORT_FORMATS.find((one) => one === values.format);
      const [file, ...others] = positionals;
      if (format === undefined || file === undefined || others.length > 0)
        throw new UsageError(`give --format ${EXPORT_FORMATS.join('|')} and one FILE`);
      return withStore(values.data, async (store) => {
        await sealAudit(store);
        const pages = exportPages(store, format, { from: values.from, to: values.to });
        console.log(`${await writeLines(file, pages)} events written to ${file}`);
        return 0;
      });
    },
  },
  {
    name: 'audit search',
    usage: `ops -- audit search [--who ID|EMAIL] [--organisation ID] [--dataset ID] [--action ACTION] [--object PREFIX]
                     [--from DAY] [--to DAY] [--data DIR]

What was done, newest first, at most 50 entries.`,
    async run(args) {
      const text = { type: 'string' } as const;
      const { values } = readArguments(args, {
        ...PERIOD,
        who: text,
        organisation: text,
        dataset: text,
        action: text,
        object: text,
      });
      const { data, ...asked } = values;
      const spec = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
      return withStore(data, async (store) => {
        const { items, nextCursor } = await searchAudit(store, AUDITOR, spec as SearchSpec);
        const rows = items.map(({ at, action, state, who, object, rows }) => [
          at.slice(0, 19),
          action,
          state,
          who.name,
          object,
          rows === null ? '' : String(rows),
        ]);
        console.log(tableText([['at (UTC)', 'action', 'state', 'who', 'object', 'rows'], ...rows]));
        if (nextCursor !== null) console.log('there is more: narrow the time');
        return 0;
      });
    },
  },
];

async function* exportPages(
  store: Parameters<typeof exportAudit>[0],
  format: ExportFormat,
  period: { readonly from: string | undefined; readonly to: string | undefined },
): AsyncIterable<string> {
  let cursor: string | undefined;
  do {
    const page = await exportAudit(store, AUDITOR, { format, ...period, cursor });
    yield page.text;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** Heads as `audit head` prints them or as an anchor keeps them, given themselves or as a file. */
async function readHeads(given: string, own: string): Promise<readonly KnownHead[]> {
  const text = /^\d+:/.test(given) ? given : await readFile(given, 'utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => headOf(line.trim(), own));
}

/** A head that names no region is of the region that is asked about. */
function headOf(line: string, own: string): KnownHead {
  const [, number, hash] = /^(\d+):([0-9a-f]{64})$/.exec(line) ?? [];
  if (number !== undefined && hash !== undefined) return { region: own, number: Number(number), hash };
  try {
    const { region, number: at, hash: of } = JSON.parse(line) as Partial<KnownHead>;
    if (typeof at === 'number' && typeof of === 'string')
      return { region: region ?? own, number: at, hash: of };
  } catch {}
  throw new UsageError(`this is no head: ${line.slice(0, 80)}`);
}

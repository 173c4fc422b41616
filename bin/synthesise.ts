import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MapshaperTools } from '#adapters/geometry/mapshaper-tools.ts';
import { isMonth } from '#core/ingest/month.ts';
import type { SynthBorough } from '#core/synth/places.ts';
import { DEMO, demoPeriod, synthesise } from '#core/synth/synthesise.ts';

const USAGE = `npm run synthesise -- [options]

Writes demonstration files, as the agencies would send them, to DIR/<agency>/<dataset>/.

  --out DIR              folder to write to (data/synthetic)
  --rows N               rows of all files together (${DEMO.rows})
  --seed TEXT            other text, other data; the same text, the same bytes (${DEMO.seed})
  --from yyyy-mm         first month (${DEMO.months} months ending with the last)
  --to yyyy-mm           last month (the month before this one)
  --months-per-file N    months in one file, never beyond the end of a year (1)
`;

/** What was asked for, or every fault in it. */
function readSettings() {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: 'data/synthetic' },
      rows: { type: 'string', default: String(DEMO.rows) },
      seed: { type: 'string', default: DEMO.seed },
      from: { type: 'string' },
      to: { type: 'string' },
      'months-per-file': { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  const usual = demoPeriod(new Date());
  const { from = usual.from, to = usual.to } = values;
  const rows = Number(values.rows);
  const monthsPerFile = Number(values['months-per-file']);
  const faults = [
    ...(Number.isSafeInteger(rows) && rows > 0
      ? []
      : [`--rows: got ${values.rows}, use a whole number above 0`]),
    ...(Number.isSafeInteger(monthsPerFile) && monthsPerFile > 0 && monthsPerFile <= 12
      ? []
      : [`--months-per-file: got ${values['months-per-file']}, use 1 to 12`]),
    ...(isMonth(from) ? [] : [`--from: got ${from}, use a month as in 2024-01`]),
    ...(isMonth(to) ? [] : [`--to: got ${to}, use a month as in 2024-12`]),
    ...(from <= to ? [] : [`--from: ${from} comes after ${to}`]),
  ];
  return { faults, help: values.help, out: values.out, seed: values.seed, rows, from, to, monthsPerFile };
}

async function demonstrationBoroughs(): Promise<readonly SynthBorough[]> {
  const tools = new MapshaperTools();
  const layers = await tools.readLayers([await tools.demonstrationBoroughs()]);
  return layers.flatMap(({ features }) =>
    features.map(({ id, geometry }) => ({
      code: id ?? '',
      name: id ?? '',
      polygons: geometry?.polygons ?? [],
    })),
  );
}

async function write(path: string, content: AsyncIterable<string>): Promise<void> {
  const file = createWriteStream(path);
  for await (const part of content) if (!file.write(part)) await once(file, 'drain');
  file.end();
  await once(file, 'finish');
}

async function run(): Promise<void> {
  const { faults, help, out, ...settings } = readSettings();
  if (help || faults.length > 0) {
    console.error([...faults, ...(faults.length > 0 ? [''] : []), USAGE].join('\n'));
    process.exitCode = help ? 0 : 2;
    return;
  }
  const started = Date.now();
  let [files, rows] = [0, 0];
  for await (const file of synthesise({ ...settings, boroughs: await demonstrationBoroughs() })) {
    const folder = join(out, file.agency, file.dataset);
    await mkdir(folder, { recursive: true });
    await write(join(folder, file.fileName), file.content);
    files += 1;
    rows += file.rows;
  }
  console.log(`${rows} rows in ${files} files under ${out}, ${Date.now() - started} ms`);
}

await run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.error(`\n${USAGE}`);
  process.exitCode = 2;
});

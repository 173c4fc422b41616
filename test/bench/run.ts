import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type ComparisonResult, compare, type RateResult, ratesOf } from './harness.ts';
import { makeHistory } from './history.ts';
import { historyQueries } from './history-queries.ts';
import { rollupQueries } from './rollup-queries.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    only: { type: 'string', default: '' },
  },
});

const history = await makeHistory();
const rates = ratesOf(history.timings);
console.log(`\nIngest of ${history.what}, rows per second`);
for (const rate of rates) console.log(rateText(rate));

console.log('\nQueries against the same SQL by hand: ratio (median, min to max), milliseconds');
const ratios: ComparisonResult[] = [];
for (const comparison of [...(await historyQueries(history)), ...(await rollupQueries(history))]) {
  if (!comparison.name.includes(values.only)) continue;
  const result = await compare(comparison, Number(values.rounds));
  ratios.push(result);
  console.log(ratioText(result));
}
await history.close();

mkdirSync('test/report', { recursive: true });
const machine = {
  cpus: cpus().length,
  model: cpus()[0]?.model ?? '',
  node: process.version,
  load: loadavg(),
};
writeFileSync(
  'test/report/bench.json',
  `${JSON.stringify({ at: new Date().toISOString(), machine, history: history.what, rates, ratios }, null, 2)}\n`,
);
const slow = ratios.filter(({ held }) => !held);
if (slow.length > 0) console.error(`\n${slow.length} of ${ratios.length} took more than they may`);
process.exit(slow.length > 0 ? 1 : 0);

function rateText({ name, runs, rows, rowsPerSecond: { median, min, max } }: RateResult): string {
  return `  ${name.padEnd(22)} ${thousands(median).padStart(12)}   (${thousands(min)} to ${thousands(max)}; ${runs} runs, ${thousands(rows)} rows)`;
}

function ratioText({ name, ratio, measuredMs, referenceMs, most, held }: ComparisonResult): string {
  const spread = `${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)} to ${ratio.max.toFixed(2)})`;
  return `  ${held ? 'held' : 'SLOW'}  ${name.padEnd(48)} ${spread.padEnd(24)} ${measuredMs.median} against ${referenceMs.median}; at most ${most}`;
}

function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}

import { ASSUMPTIONS } from '#core/cost/assumptions.ts';
import { figuresWith } from '#core/cost/figures.ts';
import { type MonthlyCost, monthlyCost } from '#core/cost/month.ts';
import { AppError } from '#core/model/error.ts';
import { type Command, failureText, readArguments, tableText, UsageError } from './command.ts';

export const costCommand: Command = {
  name: 'cost',
  usage: `ops -- cost [--assumption NAME=NUMBER]… [--assumptions] [--json]

What the product costs on AWS in a month, and a query of each kind, in USD without tax and support. Asks nobody: every
price and every amount is an assumption of lib/core/cost/assumptions.ts, with its source.

  --assumption   another figure for one of them; as often as needed
  --assumptions  prints them instead, with where each comes from
  --json         everything as JSON`,
  async run(args) {
    const { values, positionals } = readArguments(args, {
      assumption: { type: 'string', multiple: true, default: [] },
      assumptions: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    });
    if (positionals.length > 0) throw new UsageError(`got ${positionals.join(' ')}, it takes options only`);
    const figures = figuresOf(values.assumption);
    const stated = Object.entries(ASSUMPTIONS).map(([name, assumption]) => ({
      name,
      ...assumption,
      value: figures[name as keyof typeof figures],
    }));
    const cost = monthlyCost(figures);
    if (values.json) console.log(JSON.stringify({ ...cost, assumptions: stated }, null, 2));
    else if (values.assumptions) {
      const rows = stated.map(({ name, value, unit, confidence, note }) => [
        name,
        String(value),
        unit,
        confidence,
        note,
      ]);
      console.log(tableText([['name', 'value', 'unit', 'trust', 'note'], ...rows]));
    } else console.log(costText(cost));
    return 0;
  },
};

function figuresOf(changes: readonly string[]) {
  try {
    return figuresWith(changes);
  } catch (error) {
    if (error instanceof AppError) throw new UsageError(failureText(error));
    throw error;
  }
}

function costText({ lines, usd, queries }: MonthlyCost): string {
  const services = [...new Set(lines.map(({ service }) => service))];
  const rows = services.flatMap((service) => {
    const items = lines.filter((line) => line.service === service);
    const sum = items.reduce((total, item) => total + item.usd, 0);
    return [
      [service, '', '', '', money(sum)],
      ...items.map(({ item, region, quantity, unit, usd }) => [
        `  ${item}`,
        region,
        amount(quantity),
        unit,
        money(usd),
      ]),
    ];
  });
  const kinds = queries.map(({ kind, share, bytes, scanUsd, usd }) => [
    kind,
    `${Math.round(share * 100)} %`,
    `${amount(bytes / 1e6)} MB`,
    scanUsd.toFixed(6),
    usd.toFixed(6),
  ]);
  return [
    tableText([
      ['a month', 'region', 'amount', 'of', 'USD'],
      ...rows,
      ['everything', '', '', '', money(usd)],
    ]),
    '',
    tableText([['a query', 'share', 'reads', 'Athena, USD', 'all, USD'], ...kinds]),
  ].join('\n');
}

function money(usd: number): string {
  return usd.toFixed(2).padStart(8);
}

function amount(quantity: number): string {
  return quantity.toLocaleString('en-GB', { maximumFractionDigits: quantity < 100 ? 2 : 0 });
}

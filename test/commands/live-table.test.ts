import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rowRuleFaults } from '#core/access/row-rule-check.ts';
import { MADE_CRIME } from '#test/app/ingest/made-platform.ts';
import { PROBES } from '../../bin/live/all.ts';
import { fittingRule } from '../../bin/live/site/long-rule.ts';

const GUIDE = readFileSync('docs/deployment.md', 'utf8');
const SECTION = /## What to test live on day one\n([\s\S]*?)\n## /.exec(GUIDE)?.[1] ?? '';
/** The last cell of each row. */
const CELLS = [...SECTION.matchAll(/^\| (?!what|---).*\| ([^|]+) \|$/gm)].map(([, cell = '']) => cell);

describe('what the deployment guide lists to be tested live', () => {
  it('is tried by a probe or another command, or says that it is a look', () => {
    expect(CELLS.length).toBeGreaterThan(25);
    const names = PROBES.map(({ name }) => name);
    const isTold = (cell: string) =>
      names.includes(/^`([a-z-]+)`/.exec(cell)?.[1] ?? '') || /^(a look[:,]|`npm run ops -- )/.test(cell);
    expect(CELLS.filter((cell) => !isTold(cell))).toEqual([]);
  });

  it('names each probe once', () => {
    const named = CELLS.flatMap((cell) => /^`([a-z-]+)`/.exec(cell)?.[1] ?? []);
    expect([...named].sort()).toEqual(PROBES.map(({ name }) => name).sort());
  });

  it('gives the length of a list of codes that a rule may have', () => {
    const codes = Array.from({ length: 200 }, (_none, i) => `E0100${String(1_000 + i)}`);
    const { codes: fitting, rule, characters } = fittingRule('lsoa_2021', codes);
    expect(SECTION).toContain(`160, or ${fitting.length} of nine characters`);
    expect(characters).toBeLessThan(2_048);
    const geography = { level: 'lsoa', vintage: '2021', parents: {} };
    const ofYear = { all: [rule, { column: 'year', op: '=', value: 2024 }] } as const;
    expect(rowRuleFaults({ all: [...ofYear.all] }, MADE_CRIME as never, [geography])).toEqual([]);
    expect(
      fittingRule(
        'ward_demo',
        codes.map((code) => code.slice(3)),
      ).codes,
    ).toHaveLength(160);
  });
});

describe('the probes', () => {
  it('have names of their own, say what they are for, and end no one’s work unless they are named', () => {
    const names = PROBES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { what, why, wants } of PROBES)
      expect([what.length > 10, why.length > 10, wants.length > 0]).toEqual([true, true, true]);
    expect(PROBES.filter(({ alone }) => alone === true).map(({ name }) => name)).toEqual(['sign-out']);
  });
});

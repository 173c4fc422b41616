import * as z from 'zod';
import type { ProfileSpec } from '#core/access/profile.ts';
import type { RowRule } from '#core/access/row-rule.ts';
import { MOST_RULE_CHARACTERS, rowRuleText } from '#core/access/row-rule-text.ts';
import { areaColumn } from '#core/model/geography.ts';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { NotTried } from '../probe.ts';
import type { Answer, Site } from '../site.ts';
import { type Reference, referenceOf } from './reference.ts';

/** As many codes of areas as people expect to list; as many as fit where codes are long. */
const CODES = 160;
/** Characters that are left for narrowing the rule to a year. */
const SPARE = 40;
const MOST_AREAS = 5_000;
const ANY_MONTH = 202_601;

const Geographies = z.object({
  items: z.array(
    z.object({ level: z.string(), vintage: z.string(), areaCount: z.number(), current: z.boolean() }),
  ),
});

/** A row rule that lists codes of areas, about as long as a rule may be, and what is known without it. */
export type LongRule = {
  readonly reference: Reference;
  readonly level: string;
  readonly codes: readonly string[];
  readonly rule: RowRule;
  /** Characters of the rule as Lake Formation gets it. */
  readonly characters: number;
};

/** The codes with the most records of the finest areas that may be listed. Fails with NotTried. */
export async function longRule(site: Site): Promise<LongRule> {
  const reference = await referenceOf(site);
  const { body } = await site.call(Geographies, 'GET', '/v1/geographies');
  const [finest] = body.items
    .filter(({ level, current, areaCount }) => {
      const isShown = reference.levels === null || reference.levels.includes(level);
      return current && isShown && areaCount > CODES && areaCount <= MOST_AREAS;
    })
    .sort((one, other) => other.areaCount - one.areaCount);
  if (finest === undefined)
    throw new NotTried(`there is no level of more than ${CODES} and at most ${MOST_AREAS} areas: import one`);
  const { level, vintage } = finest;
  const answer = await site.ask(countsBy(reference, level), reference.through);
  const busiest = [...countsOf(answer)].sort(([, one], [, other]) => other - one).map(([code]) => code);
  const column = areaColumn(level, vintage);
  if (busiest.length === 0) throw new NotTried(`no record of ${reference.dataset} lies in a ${level}`);
  return { reference, level, ...fittingRule(column, busiest) };
}

/** A rule of the first of these codes: as many as fit, with room for a year. */
export function fittingRule(
  column: string,
  all: readonly string[],
): Pick<LongRule, 'codes' | 'rule' | 'characters'> {
  for (let count = Math.min(CODES, all.length); ; count--) {
    const codes = all.slice(0, count);
    const rule = { column, in: codes };
    const characters = rowRuleText(rule, ANY_MONTH)?.length ?? 0;
    if (characters <= MOST_RULE_CHARACTERS - SPARE) return { codes, rule, characters };
  }
}

/** A profile that shows what the rule lets through, by area and no finer. */
export function profileOf({ reference, level }: LongRule, id: string, rowRule: RowRule): ProfileSpec {
  return {
    id,
    title: 'Live test',
    description: 'Made by ops live, and retired by it.',
    datasets: {
      [reference.dataset]: {
        fields: [],
        rowRule,
        precision: { exact: false, cell: null, levels: [level] },
        kind: 'records',
        download: false,
        minimumCount: 1,
        rounding: 1,
      },
    },
  };
}

/** Records by area: of these areas only, of this year only. */
export function countsBy(
  { dataset }: Pick<Reference, 'dataset'>,
  level: string,
  { areas, year }: { readonly areas?: readonly string[]; readonly year?: number } = {},
): QuerySpec {
  return {
    datasets: [dataset],
    where: {
      ...(areas === undefined ? {} : { space: { areas: [...areas] } }),
      ...(year === undefined ? {} : { time: { from: `${year}-01-01`, to: `${year}-12-31` } }),
    },
    groupBy: [{ area: level }],
    limit: MOST_AREAS,
  };
}

/** Records of each area that has some. */
export function countsOf({ result }: Pick<Answer, 'result'>): ReadonlyMap<string, number> {
  const valuesOf = (name: string) => result.columns.find((column) => column.name === name)?.values ?? [];
  const counts = valuesOf('count');
  const areas = result.columns[0]?.values ?? [];
  return new Map(
    areas.flatMap((area, i) => {
      const count = counts[i];
      return typeof area === 'string' && typeof count === 'number' && count > 0 ? [[area, count]] : [];
    }),
  );
}

/** The first difference between what a profile shows and what it should, in words; null = there is none. */
export function difference(
  shown: ReadonlyMap<string, number>,
  expected: ReadonlyMap<string, number>,
): string | null {
  for (const code of new Set([...shown.keys(), ...expected.keys()])) {
    const [got, wanted] = [shown.get(code) ?? 0, expected.get(code) ?? 0];
    if (got !== wanted) return `${code} has ${got} records under the profile and ${wanted} without it`;
  }
  return null;
}

/** All records of all areas. */
export function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

import type { QuerySpec } from '#core/model/query-spec.ts';
import type { Cell, Mark } from '#core/model/result.ts';
import { type AnswerQuery, useAnswer } from '../api/hooks.ts';
import type { Answer } from '../api/query-run.ts';
import { isMark } from '../format/number.ts';
import type { Choice } from '../state/catalogue.ts';
import type { Exploration } from '../state/exploration.ts';
import { addMonths, type Month } from '../state/month.ts';
import { COUNT, specOf } from '../state/spec.ts';

/** A number, or why there is none. */
export type Value = number | Mark;

/** Everything that the page asks; each is a query by itself, so that no number is made of others. */
export type RingAnswers = {
  /** By ring. */
  readonly rings: AnswerQuery;
  /** By ring and category; null where there is no category to tell apart. */
  readonly kinds: AnswerQuery | null;
  readonly total: AnswerQuery;
  /** By ring, the same months a year before. */
  readonly before: AnswerQuery;
  /** In the borough, and in the part of the circle that is in it; null where none is known. */
  readonly borough: AnswerQuery | null;
  readonly inside: AnswerQuery | null;
};

type Ask = {
  readonly choice: Choice;
  readonly exploration: Exploration;
  readonly period: { readonly from: Month; readonly to: Month };
  readonly radii: readonly number[];
  readonly borough: string | null;
};

/** Null for `ask` while there is nothing to ask. */
export function useRingAnswers(ask: Ask | null): RingAnswers {
  const spec = (make: (ask: Ask, state: Exploration) => QuerySpec | null) =>
    ask === null ? null : make(ask, { ...ask.exploration, ...ask.period });
  const ring = (radii: readonly number[]) => ({ ring: [...radii] });
  const category = ask?.choice.category ?? null;
  const kinds = useAnswer(
    spec(({ choice, radii }, state) =>
      category === null
        ? null
        : specOf(choice, state, {
            groupBy: [ring(radii), { field: category.name }],
            measures: [COUNT],
          }),
    ),
  );
  const borough = useAnswer(
    spec(({ choice, borough: code }, state) =>
      code === null
        ? null
        : specOf(choice, { ...state, near: null, areas: [code] }, { groupBy: [], measures: [COUNT] }),
    ),
  );
  const inside = useAnswer(
    spec(({ choice, borough: code }, state) =>
      code === null ? null : specOf(choice, { ...state, areas: [code] }, { groupBy: [], measures: [COUNT] }),
    ),
  );
  return {
    rings: useAnswer(
      spec(({ choice, radii }, state) =>
        specOf(choice, state, { groupBy: [ring(radii)], measures: [COUNT] }),
      ),
    ),
    kinds: category === null ? null : kinds,
    total: useAnswer(spec(({ choice }, state) => specOf(choice, state, { groupBy: [], measures: [COUNT] }))),
    before: useAnswer(
      spec(({ choice, radii, period }, state) =>
        specOf(
          choice,
          { ...state, from: addMonths(period.from, -12), to: addMonths(period.to, -12) },
          { groupBy: [ring(radii)], measures: [COUNT] },
        ),
      ),
    ),
    borough: ask?.borough === null ? null : borough,
    inside: ask?.borough === null ? null : inside,
  };
}

function cellValue(cell: Cell | undefined): Value | null {
  if (typeof cell === 'number') return cell;
  return isMark(cell) ? cell : null;
}

/** The one number of an answer that is not grouped; null while there is none. */
export function onlyValue(answer: Answer | undefined): Value | null {
  return cellValue(answer?.result.columns[0]?.values[0]);
}

/** The number of each ring, in the order of the radii; null while there is none. */
export function ringValues(answer: Answer | undefined, radii: readonly number[]): readonly (Value | null)[] {
  const [rings, counts] = answer?.result.columns ?? [];
  return radii.map((radius) => cellValue(counts?.values[rings?.values.indexOf(radius) ?? -1]));
}

/** One category with its number in each ring. */
export type KindRow = {
  readonly code: string | null;
  readonly label: string;
  readonly values: readonly (Value | null)[];
};

/** Categories that any ring has records of, the most common in the whole circle first. */
export function kindRows(answer: Answer | undefined, radii: readonly number[]): readonly KindRow[] {
  const [rings, kinds, counts] = answer?.result.columns ?? [];
  if (rings === undefined || kinds === undefined || counts === undefined) return [];
  const rows = new Map<string | null, (Value | null)[]>();
  for (const [index, kind] of kinds.values.entries()) {
    const code = kind === null ? null : String(kind);
    const values = rows.get(code) ?? radii.map(() => null);
    rows.set(code, values);
    const at = radii.indexOf(Number(rings.values[index]));
    if (at >= 0) values[at] = cellValue(counts.values[index]);
  }
  const weight = (values: readonly (Value | null)[]) =>
    values.reduce<number>((sum, value) => sum + (typeof value === 'number' ? value : 0), 0);
  return [...rows]
    .map(([code, values]) => ({
      code,
      label: code === null ? 'Not known' : (kinds.labels?.[code] ?? code),
      values: values.map((value) => value ?? 0),
    }))
    .filter(({ values }) => values.some((value) => value !== 0))
    .sort((a, b) => weight(b.values) - weight(a.values) || (a.label < b.label ? -1 : 1));
}

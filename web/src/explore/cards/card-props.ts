import type { GeographySummary } from '../../api/types.ts';
import type { CardPaper } from '../../charts/card-paper.ts';
import type { WordsEditor } from '../../charts/edit-words.tsx';
import type { Comparison } from '../../compare/use-comparison.ts';
import { type Choice, periodOf } from '../../state/catalogue.ts';
import { type Exploration, toggled, toggledAlone } from '../../state/exploration.ts';
import { type GraphicCard, PLAIN_WORDS, withWords } from '../../state/graphic.ts';
import { upperFirst } from '../../state/grouping.ts';
import { periodLabel } from '../../state/month.ts';
import type { World } from '../../state/world.ts';
import type { ChartAnswers } from '../answers.ts';
import { filterWords, type Own } from '../filter-words.ts';

/** What every card of the page is given. */
export type CardProps = {
  readonly choice: Choice;
  readonly state: Exploration;
  readonly world: World;
  readonly geography: GeographySummary;
  readonly answers: ChartAnswers;
  readonly comparison: Comparison;
  readonly apply: (change: (before: Exploration) => Exploration) => void;
  /** What is measured, in words. */
  readonly measure: string;
};

/** How choosing one more changes what is chosen: counts are given for one at a time. */
export function toggleOf(choice: Choice): typeof toggled {
  return choice.access.kind === 'counts' ? toggledAlone : toggled;
}

export function clearer(active: boolean, clear: () => void): (() => void) | null {
  return active ? clear : null;
}

/** The changed words of a card, and how they are changed. */
export function editorOf(
  { state, apply }: Pick<CardProps, 'state' | 'apply'>,
  card: GraphicCard,
  axis: string,
): WordsEditor & { readonly axis: string } {
  return {
    axis,
    words: state.graphic[card] ?? PLAIN_WORDS,
    onChange: (words) => apply((before) => ({ ...before, graphic: withWords(before.graphic, card, words) })),
  };
}

/** What the axis of a card is called: `Crimes`, or what people named it. */
export function axisOf({ state, measure }: Pick<CardProps, 'state' | 'measure'>, card: GraphicCard): string {
  return state.graphic[card]?.axis ?? measure;
}

/** What an axis says of a measure that is shown for each month: `Crimes a month`; a rate is a year's, whatever it is shown for. */
export function monthlyAxis(measure: string): string {
  return / (a year|over the period)$/.test(measure) ? `${measure}, each month` : `${measure} a month`;
}

/** Unit and period of what is shown: `Crimes, Nov 2023 to Oct 2026`. */
export function unitAndPeriod({ choice, state }: Pick<CardProps, 'choice' | 'state'>, axis: string): string {
  const period = periodOf(choice, state);
  return period === null ? axis : `${axis}, ${periodLabel(period.from, period.to)}`;
}

/** What a picture of a card says besides the chart. `own` is what the chart shows itself; `byArea`: it draws areas. */
export function paperOf(
  { choice, state, world, geography }: CardProps,
  own: Own,
  subtitle: string,
  { byArea = false, everyMonth = false } = {},
): CardPaper {
  const chosen = {
    areas: 'Chosen areas',
    period: 'Chosen period',
    category: 'Chosen',
    week: 'Chosen hours',
    nothing: '',
  };
  // A chart of every month leaves the chosen period aside, whatever it is.
  const shown = everyMonth ? { ...state, from: null, to: null, relative: null } : state;
  const about = filterWords(choice, shown, world, own, chosen[own]);
  return {
    subtitle,
    noun: upperFirst(choice.noun.many),
    about: everyMonth ? `${about} Every month is shown, whatever the period.` : about,
    attributions: byArea ? [geography.attribution] : [],
    titleOf: (id) => choice.datasets.find((dataset) => dataset.id === id)?.title ?? id,
  };
}

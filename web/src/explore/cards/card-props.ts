import type { GeographySummary } from '../../api/types.ts';
import type { WordsEditor } from '../../charts/edit-words.tsx';
import { type Choice, periodOf } from '../../state/catalogue.ts';
import { type Exploration, toggled, toggledAlone } from '../../state/exploration.ts';
import { type GraphicCard, PLAIN_WORDS, withWords } from '../../state/graphic.ts';
import { periodLabel } from '../../state/month.ts';
import type { World } from '../../state/world.ts';
import type { ChartAnswers } from '../answers.ts';

/** What every card of the page is given. */
export type CardProps = {
  readonly choice: Choice;
  readonly state: Exploration;
  readonly world: World;
  readonly geography: GeographySummary;
  readonly answers: ChartAnswers;
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

/** Unit and period of what is shown: `Crimes, Nov 2023 to Oct 2026`. */
export function unitAndPeriod({ choice, state }: Pick<CardProps, 'choice' | 'state'>, axis: string): string {
  const period = periodOf(choice, state);
  return period === null ? axis : `${axis}, ${periodLabel(period.from, period.to)}`;
}

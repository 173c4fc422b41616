import type { Answer } from '../api/query-run.ts';
import { linesBelow } from '../picture/lines.ts';
import { sheetSvg } from '../picture/sheet.ts';
import type { CardPaper } from './card-paper.ts';
import { markMeaning } from './marks-key.tsx';
import { rateWords } from './rate-words.ts';
import { marksOf } from './series.ts';
import { standalone } from './standalone.ts';

/** A chart that is saved, without its drawing. */
export type Charted = {
  readonly title: string;
  readonly notes: readonly string[];
  readonly answer: Answer;
  readonly paper: CardPaper;
  readonly minimumCount: number;
};

/** So narrow a chart still leaves room for the lines below it. */
const LEAST_WIDTH = 560;
/** What stands to the left and right of a chart, so that it lines up with the words. */
const INSET = 10;

/** A chart of the page as a sheet of its own. */
export function chartSheet(
  svg: SVGSVGElement,
  { title, notes, answer, paper, minimumCount }: Charted,
  told: { readonly address: string; readonly savedAt: string; readonly font: string | null },
): ReturnType<typeof sheetSvg> {
  const { elements, width, height, colourOf } = standalone(svg);
  const legend = paper.legend?.(answer) ?? null;
  const marks = marksOf(answer.result).map((mark) => `${mark}: ${markMeaning(mark, minimumCount)}`);
  const rate = rateWords(answer.result, paper.noun).long;
  return sheetSvg({
    title,
    subtitle: paper.subtitle,
    width: Math.max(LEAST_WIDTH, width + 2 * INSET),
    height,
    elements: `<g transform="translate(${INSET} 0)">${elements}</g>`,
    legend:
      legend === null
        ? null
        : { ...legend, classes: legend.classes.map((one) => ({ ...one, colour: colourOf(one.colour) })) },
    lines: linesBelow({
      answer,
      notes: [...notes, ...(rate === '' ? [] : [`${rate}.`]), marks.join(' ')],
      about: paper.about,
      attributions: paper.attributions,
      titleOf: paper.titleOf,
      address: told.address,
      savedAt: told.savedAt,
    }),
    font: told.font,
  });
}

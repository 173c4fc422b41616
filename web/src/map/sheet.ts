import { classLabels } from './classes.ts';
import { edgeFormat, howWords } from './legend.tsx';
import type { DrawnMap } from './shape.ts';

/** A legend as a saved map prints it. */
export type SheetLegend = {
  readonly title: string;
  readonly classes: readonly { readonly label: string; readonly colour: string }[];
  /** Classes by two measures, three to a row: printed as a square with these words at its sides. */
  readonly axes: readonly [string, string] | null;
  /** Words for areas without a number that the map holds. */
  readonly others: readonly string[];
  readonly how: string;
};

/** All that a saved map says, and the map itself as the text of drawn elements; empty = room for a picture. */
export type Sheet = {
  readonly title: string;
  readonly subtitle: string;
  readonly width: number;
  readonly height: number;
  readonly elements: string;
  readonly legend: SheetLegend;
  /** Notes, provenance and reference, in the order in which they are printed. */
  readonly lines: readonly string[];
  /** A font to put into the drawing, as a data URL; null where the page has it. */
  readonly font: string | null;
};

const MARGIN = 16;
/** Room for title and sub-title above the map. */
export const HEAD = 58;
const SWATCH = 12;
const LINE = 17;
/** Width of a letter of the notes, on the safe side. */
const LETTER = 6.4;
const SQUARE = 20;

const OTHER_WORDS = {
  x: 'hatched: not supplied',
  c: 'dotted: too small to show',
  h: 'grid: hidden by the profile',
  u: 'grey-violet: unknown',
} as const;

/** The legend of a map of classes. */
export function classedLegend(drawn: DrawnMap, title: string, method: string, places: string): SheetLegend {
  const labels = classLabels(drawn.breaks, edgeFormat(drawn.breaks));
  return {
    title,
    classes: labels.map((label, index) => ({ label, colour: drawn.colours[index] ?? '#ffffff' })),
    axes: null,
    others: otherWords(drawn.areas),
    how: howWords(drawn, method, places),
  };
}

export function otherWords(areas: DrawnMap['areas']): readonly string[] {
  const found = new Set(areas.map(({ mark }) => mark));
  return (['x', 'c', 'h', 'u'] as const).filter((mark) => found.has(mark)).map((mark) => OTHER_WORDS[mark]);
}

export function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Text in lines that fit a width. */
export function wrapped(text: string, width: number): readonly string[] {
  const most = Math.max(20, Math.floor(width / LETTER));
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 1 <= most)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function textAt(x: number, y: number, size: number, weight: number, text: string, more = ''): string {
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="#0b0c0c"${more}>${escaped(text)}</text>`;
}

function legendText(legend: SheetLegend, top: number, width: number): { text: string; height: number } {
  const parts: string[] = [textAt(MARGIN, top + 12, 13.5, 600, legend.title)];
  let y = top + 24;
  if (legend.axes === null) {
    const wide = Math.min(120, (width - 2 * MARGIN) / Math.max(1, legend.classes.length));
    for (const [index, { label, colour }] of legend.classes.entries()) {
      const x = MARGIN + index * wide;
      parts.push(
        `<rect x="${x}" y="${y}" width="${wide}" height="${SWATCH}" fill="${colour}" stroke="#9fb0bd"/>`,
        textAt(x, y + SWATCH + 14, 12, 400, label),
      );
    }
    y += SWATCH + 38;
  } else {
    for (const [index, { colour }] of legend.classes.entries()) {
      const [column, row] = [index % 3, Math.floor(index / 3)];
      parts.push(
        `<rect x="${MARGIN + column * SQUARE}" y="${y + (2 - row) * SQUARE}" width="${SQUARE}" height="${SQUARE}" fill="${colour}" stroke="#ffffff"/>`,
      );
    }
    parts.push(
      textAt(MARGIN + 3 * SQUARE + 10, y + 14, 12, 400, `Upwards: ${legend.axes[1]}`),
      textAt(MARGIN + 3 * SQUARE + 10, y + 32, 12, 400, `To the right: ${legend.axes[0]}`),
    );
    y += 3 * SQUARE + 22;
  }
  for (const line of [
    ...(legend.others.length > 0 ? [`Without a number: ${legend.others.join('; ')}.`] : []),
    legend.how,
  ])
    for (const part of wrapped(line, width - 2 * MARGIN)) {
      parts.push(textAt(MARGIN, y, 12.5, 400, part));
      y += LINE;
    }
  return { text: parts.join(''), height: y - top };
}

/** A whole saved map as one SVG: title, map, legend, notes, provenance and reference. */
export function sheetSvg(sheet: Sheet): {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
} {
  const { title, subtitle, width, height, elements, legend, lines, font } = sheet;
  const below = HEAD + height + 14;
  const key = legendText(legend, below, width);
  const texts = lines.flatMap((line) => wrapped(line, width - 2 * MARGIN));
  const top = below + key.height + 8;
  const total = top + texts.length * LINE + 8;
  const face =
    font === null
      ? ''
      : `<style>@font-face{font-family:"Map Text";src:url(${font});font-weight:200 900}</style>`;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}" font-family="'Map Text','Source Sans 3',Arial,sans-serif">`,
    `<title>${escaped(title)}</title>`,
    face,
    `<rect width="${width}" height="${total}" fill="#ffffff"/>`,
    textAt(MARGIN, 26, 18, 700, title),
    textAt(MARGIN, 46, 14, 400, subtitle),
    `<svg x="0" y="${HEAD}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${elements}</svg>`,
    key.text,
    ...texts.map((line, index) => textAt(MARGIN, top + 12 + index * LINE, 12.5, 400, line)),
    '</svg>',
  ].join('');
  return { svg, width, height: total };
}

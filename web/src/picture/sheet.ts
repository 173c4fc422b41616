/** A legend as a saved picture prints it. */
export type SheetLegend = {
  readonly title: string;
  readonly classes: readonly { readonly label: string; readonly colour: string }[];
  /** Classes by two measures, three to a row: printed as a square with these words at its sides. */
  readonly axes: readonly [string, string] | null;
  /** Words for what has no number. */
  readonly others: readonly string[];
  readonly how: string;
};

/** All that a saved picture says, and the map or chart itself as the text of drawn elements; empty = room for a picture. */
export type Sheet = {
  readonly title: string;
  readonly subtitle: string;
  readonly width: number;
  readonly height: number;
  readonly elements: string;
  /** Null where the drawing names all that it shows. */
  readonly legend: SheetLegend | null;
  /** Notes, provenance and reference, in the order in which they are printed. */
  readonly lines: readonly string[];
  /** A font to put into the drawing, as a data URL; null where the page has it. */
  readonly font: string | null;
};

const MARGIN = 16;
const TITLE = { size: 18, line: 23, letter: 10 };
const SUBTITLE = { size: 14, line: 18, letter: 7.2 };
const SWATCH = 12;
const LINE = 17;
/** Width of a letter of the notes, on the safe side. */
const LETTER = 6.4;
const SQUARE = 20;

export function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Text in lines that fit a width; `letter` is the width of a letter, on the safe side. */
export function wrapped(text: string, width: number, letter = LETTER): readonly string[] {
  const most = Math.max(20, Math.floor(width / letter));
  const lines: string[] = [];
  // A long address is cut, so that it does not run out of the picture.
  const words = text.split(/\s+/).flatMap((word) => word.match(new RegExp(`.{1,${most}}`, 'gu')) ?? ['']);
  for (const word of words) {
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

/**
 * A whole saved picture as one SVG: title, map or chart, legend, notes, provenance and reference. `top` is where the map
 * or chart begins.
 */
export function sheetSvg(sheet: Sheet): {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  readonly top: number;
} {
  const { title, subtitle, width, height, elements, legend, lines, font } = sheet;
  const room = width - 2 * MARGIN;
  const titles = wrapped(title, room, TITLE.letter);
  const subtitles = subtitle === '' ? [] : wrapped(subtitle, room, SUBTITLE.letter);
  const under = 3 + titles.length * TITLE.line;
  const top = under + subtitles.length * SUBTITLE.line + 14;
  const below = top + height + 14;
  const key = legend === null ? { text: '', height: 0 } : legendText(legend, below, width);
  const texts = lines.flatMap((line) => wrapped(line, room));
  const foot = below + key.height + (legend === null ? 0 : 8);
  const total = foot + texts.length * LINE + 8;
  const face =
    font === null
      ? ''
      : `<style>@font-face{font-family:"Map Text";src:url(${font});font-weight:200 900}</style>`;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}" font-family="'Map Text','Source Sans 3',Arial,sans-serif">`,
    `<title>${escaped(title)}</title>`,
    face,
    `<rect width="${width}" height="${total}" fill="#ffffff"/>`,
    ...titles.map((line, index) => textAt(MARGIN, 26 + index * TITLE.line, TITLE.size, 700, line)),
    ...subtitles.map((line, index) =>
      textAt(MARGIN, under + 20 + index * SUBTITLE.line, SUBTITLE.size, 400, line),
    ),
    `<svg x="0" y="${top}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${elements}</svg>`,
    key.text,
    ...texts.map((line, index) => textAt(MARGIN, foot + 12 + index * LINE, 12.5, 400, line)),
    '</svg>',
  ].join('');
  return { svg, width, height: total, top };
}

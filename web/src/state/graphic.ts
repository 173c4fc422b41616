/** Cards whose words can be changed. */
export const GRAPHIC_CARDS = [
  'map',
  'time',
  'category',
  'week',
  'rank',
  'trend',
  'lines',
  'changed',
] as const;
export type GraphicCard = (typeof GRAPHIC_CARDS)[number];

/** Words of one card in place of those that it has; null = as it is. */
export type GraphicWords = {
  readonly title: string | null;
  /** Shown under the chart and in its picture. */
  readonly note: string | null;
  /** Name of the axis of numbers. */
  readonly axis: string | null;
};

export type Graphic = Readonly<Partial<Record<GraphicCard, GraphicWords>>>;

export const PLAIN_WORDS: GraphicWords = { title: null, note: null, axis: null };
export const MOST_LETTERS = 200;

const escapes = (text: string) => text.replaceAll('~', '~t').replaceAll('|', '~p');
const unescapes = (text: string) => text.replaceAll('~p', '|').replaceAll('~t', '~');

function wordFrom(text: string | undefined): string | null {
  const word = unescapes(text ?? '')
    .trim()
    .slice(0, MOST_LETTERS);
  return word === '' ? null : word;
}

function isPlain({ title, note, axis }: GraphicWords): boolean {
  return title === null && note === null && axis === null;
}

/** The keys `t.<card>` of an address, each title|note|axis; none for cards that are as they are. */
export function graphicParams(graphic: Graphic): readonly (readonly [name: string, value: string])[] {
  return GRAPHIC_CARDS.flatMap((card) => {
    const words = graphic[card];
    if (words === undefined || isPlain(words)) return [];
    const parts = [words.title, words.note, words.axis].map((word) => escapes(word ?? ''));
    return [[`t.${card}`, parts.join('|').replace(/\|+$/, '')] as const];
  });
}

/** What cannot be read is left out. */
export function graphicFrom(params: Iterable<readonly [string, string]>): Graphic {
  const graphic: Partial<Record<GraphicCard, GraphicWords>> = {};
  for (const [name, value] of params) {
    const card = GRAPHIC_CARDS.find((one) => name === `t.${one}`);
    if (card === undefined) continue;
    const [title, note, axis] = value.split('|');
    const words = { title: wordFrom(title), note: wordFrom(note), axis: wordFrom(axis) };
    if (!isPlain(words)) graphic[card] = words;
  }
  return graphic;
}

export function withWords(graphic: Graphic, card: GraphicCard, words: GraphicWords): Graphic {
  const { [card]: _, ...others } = graphic;
  return isPlain(words) ? others : { ...others, [card]: words };
}

import { inflateSync } from 'node:zlib';

/** What a reader of a PDF that Chromium made finds in it. */
export type PdfText = {
  /** Text of each page, in the order in which it is drawn. */
  readonly pages: readonly string[];
  /** Titles of the outline, in order. */
  readonly outline: readonly string[];
  /** Whether it is tagged and says so. */
  readonly isTagged: boolean;
  /** Types of its tags with their numbers: `H1` → 1. */
  readonly tags: ReadonlyMap<string, number>;
};

type Part = { readonly head: string; readonly stream: Buffer | null };

function partsOf(bytes: Buffer): ReadonlyMap<number, Part> {
  const text = bytes.toString('latin1');
  const parts = new Map<number, Part>();
  for (const match of text.matchAll(/(?:^|\n)(\d+) 0 obj\s/g)) {
    const from = match.index + match[0].length;
    const end = text.indexOf('endobj', from);
    const body = text.slice(from, end);
    const start = /stream\r?\n/.exec(body);
    const head = start === null ? body : body.slice(0, start.index);
    let stream: Buffer | null = null;
    if (start !== null) {
      const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0);
      const at = from + start.index + start[0].length;
      const raw = bytes.subarray(at, at + length);
      stream = head.includes('/FlateDecode') ? inflateSync(raw) : raw;
    }
    parts.set(Number(match[1]), { head, stream });
  }
  return parts;
}

/** How the texts of one font are read: digits of a glyph's code, and what each glyph is. */
type Font = { readonly digits: 2 | 4; readonly glyphs: ReadonlyMap<number, string> };

function fontOf(parts: ReadonlyMap<number, Part>, font: number): Font {
  const head = parts.get(font)?.head ?? '';
  const toUnicode = Number(/\/ToUnicode (\d+) 0 R/.exec(head)?.[1] ?? 0);
  const map = parts.get(toUnicode)?.stream?.toString('latin1') ?? '';
  const glyphs = new Map<number, string>();
  const decode = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le');
  for (const [, block = ''] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, code = '', hex = ''] of block.matchAll(/<([\dA-Fa-f]+)>\s*<([\dA-Fa-f]+)>/g))
      glyphs.set(Number.parseInt(code, 16), decode(hex));
  for (const [, block = ''] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, low = '', high = '', hex = ''] of block.matchAll(
      /<([\dA-Fa-f]+)>\s*<([\dA-Fa-f]+)>\s*<([\dA-Fa-f]+)>/g,
    ))
      for (let code = Number.parseInt(low, 16); code <= Number.parseInt(high, 16); code += 1)
        glyphs.set(code, String.fromCodePoint(Number.parseInt(hex, 16) + code - Number.parseInt(low, 16)));
  return { digits: /\/Subtype \/Type0\b/.test(head) ? 4 : 2, glyphs };
}

function textOfPage(parts: ReadonlyMap<number, Part>, head: string): string {
  const fonts = new Map(
    [...head.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', font]) => [
      name,
      fontOf(parts, Number(font)),
    ]),
  );
  const contents = Number(/\/Contents (\d+) 0 R/.exec(head)?.[1] ?? 0);
  const drawn = parts.get(contents)?.stream?.toString('latin1') ?? '';
  let font: Font = { digits: 4, glyphs: new Map() };
  let text = '';
  for (const [, name, hex] of drawn.matchAll(/\/(F\d+) [\d.]+ Tf|<([\dA-Fa-f]+)>|\bET\b/g)) {
    if (name !== undefined) font = fonts.get(name) ?? font;
    else if (hex === undefined) text += ' ';
    else
      for (let at = 0; at < hex.length; at += font.digits)
        text += font.glyphs.get(Number.parseInt(hex.slice(at, at + font.digits), 16)) ?? '';
  }
  return text.replaceAll(/\s+/g, ' ').trim();
}

function plainTitle(text: string): string {
  if (text.startsWith('<')) {
    const bytes = Buffer.from(text.slice(1, -1), 'hex');
    return bytes[0] === 0xfe
      ? Buffer.from(bytes.subarray(2)).swap16().toString('utf16le')
      : bytes.toString('latin1');
  }
  return text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
}

/** Reads what Chromium writes, which is one object after another, none packed into another. */
export function readPdf(bytes: Buffer): PdfText {
  const parts = partsOf(bytes);
  const heads = [...parts.values()].map(({ head }) => head);
  const tags = new Map<string, number>();
  for (const head of heads) {
    const type = /\/Type \/StructElem/.test(head) ? /\/S \/(\w+)/.exec(head)?.[1] : undefined;
    if (type !== undefined) tags.set(type, (tags.get(type) ?? 0) + 1);
  }
  const outline = heads.flatMap((head) => {
    const title = /\/Title (\((?:\\.|[^\\)])*\)|<[\dA-Fa-f]*>)/.exec(head)?.[1];
    return title !== undefined && /\/Parent \d+ 0 R/.test(head) ? [plainTitle(title)] : [];
  });
  return {
    pages: heads.filter((head) => /\/Type \/Page\b(?!s)/.test(head)).map((head) => textOfPage(parts, head)),
    outline,
    isTagged: heads.some((head) => /\/MarkInfo\s*<<[^>]*\/Marked true/.test(head)),
    tags,
  };
}

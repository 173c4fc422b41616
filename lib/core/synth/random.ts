/** A seeded generator (sfc32, 128 bits of state): the same seed gives the same numbers on every machine. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** `seed` is any text; texts that differ in one character give unrelated numbers. */
  constructor(seed: string) {
    [this.#a, this.#b, this.#c, this.#d] = hash128(seed);
    for (let i = 0; i < 12; i += 1) this.next();
  }

  /** The next integer, 0 to 2^32 − 1. */
  next(): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t;
    return t >>> 0;
  }

  /** A number from 0, included, to 1, excluded. */
  unit(): number {
    return this.next() / 2 ** 32;
  }

  /** An integer from 0 to `count` − 1. */
  below(count: number): number {
    return Math.floor(this.unit() * count);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** 4·`words` hexadecimal digits. */
  hex(words: number): string {
    let text = '';
    for (let i = 0; i < words; i += 2) {
      const value = this.next();
      text += HEX_WORDS[value >>> 16];
      if (i + 1 < words) text += HEX_WORDS[value & 0xffff];
    }
    return text;
  }
}

const HEX_WORDS: readonly string[] = Array.from({ length: 65_536 }, (_, value) =>
  value.toString(16).padStart(4, '0'),
);

/** Four mixed 32-bit words of a text, each from its own FNV-1a offset with a splitmix finish. */
function hash128(text: string): [number, number, number, number] {
  return [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35].map((offset) => {
    let hash = offset;
    for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
    hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
    return hash ^ (hash >>> 15);
  }) as [number, number, number, number];
}

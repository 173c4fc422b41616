import type { Code } from '#core/model/dataset.ts';

/** A code list whose codes are the words that people read, with no other spellings in the sources. */
export function plainCodes(words: readonly string[]): Code[] {
  return words.map((word) => ({ code: word, label: word, sources: [] }));
}

/** A code list whose codes are the words that people read, each with how sources spell it. */
export function spelledCodes(spellings: Readonly<Record<string, readonly string[]>>): Code[] {
  return Object.entries(spellings).map(([word, sources]) => ({
    code: word,
    label: word,
    sources: [...sources],
  }));
}

/** A code list from code to label, for codes that are too short to be read. */
export function labelledCodes(labels: Readonly<Record<string, string>>): Code[] {
  return Object.entries(labels).map(([code, label]) => ({ code, label, sources: [] }));
}

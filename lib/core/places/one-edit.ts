/**
 * Whether one text becomes the other by at most one edit: a letter changed, added or left out, or two neighbours exchanged.
 */
export function isWithinOneEdit(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (at === short.length) return true;
  if (short.length !== long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return (
    short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2)
  );
}

/** Whether a text is within one edit of the beginning of a word. */
export function isPrefixWithinOneEdit(text: string, word: string): boolean {
  for (const length of [text.length - 1, text.length, text.length + 1])
    if (length > 0 && length <= word.length && isWithinOneEdit(text, word.slice(0, length))) return true;
  return false;
}

/** Passwords, or what remains of them without digits and signs, that are tried first by whoever guesses. */
const COMMON: ReadonlySet<string> = new Set([
  'abcdefghijkl',
  'abcdefghijklm',
  'adminadmin',
  'administrator',
  'asdfghjkl',
  'changeme',
  'changemenow',
  'changethis',
  'correcthorse',
  'england',
  'football',
  'iloveyou',
  'letmein',
  'letmeinplease',
  'liverpool',
  'london',
  'londonpolice',
  'manchester',
  'metpolice',
  'monkey',
  'mypassword',
  'pass',
  'passphrase',
  'password',
  'passwordpassword',
  'police',
  'policeofficer',
  'princess',
  'qazwsxedc',
  'qwerty',
  'qwertyqwerty',
  'qwertyuiop',
  'qwertyuiopasdf',
  'safestats',
  'secret',
  'summer',
  'sunshine',
  'superman',
  'superadmin',
  'test',
  'testtest',
  'thisisapassword',
  'trustno',
  'welcome',
  'welcomewelcome',
  'winter',
  'autumn',
  'spring',
]);
const SIGNS: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};

export const MIN_PASSWORD_LENGTH = 12;
export const MAX_PASSWORD_LENGTH = 200;

/**
 * What is wrong with a password that a person chose, in words; null = nothing. Length counts, not kinds of characters;
 * what is guessed first (the commonest words, rows of the keyboard, the person's own name and address) is refused.
 */
export function passwordFault(
  password: string,
  person: { readonly email: string; readonly name?: string },
): string | null {
  if (password.length < MIN_PASSWORD_LENGTH || password.length > MAX_PASSWORD_LENGTH)
    return `Use a password of ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters.`;
  const letters = lettersOf(password);
  const left = wordsOf(person).reduce((rest, word) => rest.replaceAll(word, ''), letters);
  if (left !== letters && left.length < 4)
    return 'Use a password that is not your name or your e-mail address.';
  if (isCommon(password, letters))
    return 'Use a password that is harder to guess: a few words that do not belong together.';
  return null;
}

function isCommon(password: string, letters: string): boolean {
  const plain = password.toLowerCase().replace(/[^a-z]/g, '');
  return (
    new Set(password.toLowerCase()).size < 5 ||
    /^\d+$/.test(password) ||
    [letters, plain].some((one) => COMMON.has(one) || halves(one).every((half) => COMMON.has(half)))
  );
}

/** A text in two equal parts, or whole. */
function halves(text: string): readonly string[] {
  const middle = text.length / 2;
  return Number.isInteger(middle) ? [text.slice(0, middle), text.slice(middle)] : [text];
}

/** The words of a person's name and address, the longest first. */
function wordsOf({
  email,
  name = '',
}: {
  readonly email: string;
  readonly name?: string;
}): readonly string[] {
  const words = `${email} ${name}`.split(/[^\p{L}\p{N}]+/u).map(lettersOf);
  return words.filter((word) => word.length > 2).sort((a, b) => b.length - a.length);
}

/** The letters of a text without what stands around them, digits and signs read that are written for letters. */
function lettersOf(text: string): string {
  const inner = text.toLowerCase().replace(/^[^\p{L}@$]+|[^\p{L}]+$/gu, '');
  return [...inner]
    .map((one) => SIGNS[one] ?? one)
    .join('')
    .replace(/[^\p{L}]/gu, '');
}

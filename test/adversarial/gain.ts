/** What an adversary says a cell holds, and what it holds. */
export type Guess = { readonly guess: number; readonly truth: number };

export type Gain = {
  readonly guesses: number;
  readonly rmsError: number;
  /** Share of guesses that, rounded, are the truth. */
  readonly hits: number;
};

/** What an attack gains, printed against the bound, which is the least error that it may have. */
export function gainOf(attack: string, guesses: readonly Guess[], bound: number): Gain {
  const squares = guesses.reduce((sum, { guess, truth }) => sum + (guess - truth) ** 2, 0);
  const gain = {
    guesses: guesses.length,
    rmsError: Math.sqrt(squares / guesses.length),
    hits: guesses.filter(({ guess, truth }) => Math.round(guess) === truth).length / guesses.length,
  };
  const { rmsError, hits } = gain;
  console.log(
    `${attack}: ${gain.guesses} guesses, RMS error ${rmsError.toFixed(2)} (bound ${bound.toFixed(2)}), exact ${percent(hits)} (bound ${percent(hitsWithin(bound))})`,
  );
  return gain;
}

/** The share of exact hits that goes with a normal error of this size. */
export function hitsWithin(rmsError: number): number {
  const x = 0.5 / (rmsError * Math.SQRT2);
  let sum = x;
  let term = x;
  for (let n = 1; n < 60; n += 1) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return Math.min(1, (2 / Math.sqrt(Math.PI)) * sum);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

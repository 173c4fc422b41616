/** Lines that are told apart in one chart; what is more is put together as the others. */
export const MOST_SERIES = 6;

/** Dashes of the lines in order, so that colour is not all that tells them apart; the colours are `--series-1` to `-6`. */
export const DASHES: readonly string[] = ['', '7 3', '2 3', '10 3 2 3', '5 2 2 2 2 2', '1 2'];

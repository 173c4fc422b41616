/** The most rows that a roll-up may have for each record: with more, reading the records costs about as much. */
export const MOST_ROWS_PER_RECORD = 0.25;

/** The most areas of a level that records are counted by: finer ones hold a record or two a month. */
export const MOST_AREAS = 100;

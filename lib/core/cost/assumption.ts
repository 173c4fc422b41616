/**
 * How far a figure may be trusted: what was asked for, what was measured with the product, what AWS's price list or a page
 * of its prices says, what second-hand sources say, what was taken because nothing was found.
 */
export type Confidence = 'given' | 'measured' | 'price list' | 'second hand' | 'assumed';

/** One figure that the cost rests on. `note` says where it comes from and when, or that no source was found. */
export type Assumption = {
  readonly value: number;
  readonly unit: string;
  readonly confidence: Confidence;
  readonly note: string;
};

type Make = (value: number, unit: string, note: string) => Assumption;

const as =
  (confidence: Confidence): Make =>
  (value, unit, note) => ({ value, unit, confidence, note });

export const given = as('given');
export const measured = as('measured');
export const listed = as('price list');
export const secondHand = as('second hand');
export const assumed = as('assumed');

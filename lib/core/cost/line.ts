/** One line of a month's bill. */
export type CostLine = {
  readonly service: string;
  readonly item: string;
  readonly region: 'London' | 'Ireland' | 'both' | 'everywhere';
  /** What is paid for, after allowances. */
  readonly quantity: number;
  readonly unit: string;
  readonly usd: number;
};

/** Bytes in a gigabyte of the bill. */
export const GIGABYTE = 2 ** 30;

/** A line of so many units at a price for `per` of them. */
export function lineOf(
  [service, item, region]: readonly [string, string, CostLine['region']],
  quantity: number,
  unit: string,
  price: number,
  per = 1,
): CostLine {
  return { service, item, region, quantity, unit, usd: (quantity / per) * price };
}

/** What is left to pay for beyond an allowance. */
export function beyond(free: number, quantity: number): number {
  return Math.max(0, quantity - free);
}

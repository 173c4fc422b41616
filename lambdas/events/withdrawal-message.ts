import * as z from 'zod';

/** A delivery to be taken back, for a person; in the queue of deliveries. */
export const WithdrawalMessageSchema = z.strictObject({
  kind: z.literal('withdrawal'),
  dataset: z.string().min(1),
  number: z.int().min(1),
  by: z.string().min(1),
});
export type WithdrawalMessage = z.output<typeof WithdrawalMessageSchema>;

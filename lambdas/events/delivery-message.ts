import * as z from 'zod';

const delivery = { dataset: z.string().min(1), number: z.int().min(1) };

/** A delivery to be taken back, for a person. */
export const WithdrawalMessageSchema = z.strictObject({
  kind: z.literal('withdrawal'),
  ...delivery,
  by: z.string().min(1),
});
export type WithdrawalMessage = z.output<typeof WithdrawalMessageSchema>;

/** A received delivery to be processed. */
export const DeliveryMessageSchema = z.object(delivery);

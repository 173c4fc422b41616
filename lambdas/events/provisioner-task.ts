import * as z from 'zod';

/** What schedules ask of `provisioner`: `enforce` repairs and follows the month, `compare` only tells. */
export const ProvisionerTaskSchema = z.strictObject({ task: z.enum(['enforce', 'compare']) });

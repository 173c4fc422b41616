import * as z from 'zod';

/** Changes of the registry, as the table's stream hands them to a function: keys only are looked at. */
export const StreamSchema = z.object({
  Records: z
    .array(
      z.object({
        eventSource: z.literal('aws:dynamodb'),
        eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
        dynamodb: z.object({
          SequenceNumber: z.string(),
          Keys: z.object({ partition: z.object({ S: z.string() }), sort: z.object({ S: z.string() }) }),
        }),
      }),
    )
    .min(1),
});

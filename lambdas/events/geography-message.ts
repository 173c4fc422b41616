import * as z from 'zod';

/** An import of boundaries whose file is there. */
export const GeographyMessageSchema = z.strictObject({ import: z.string().min(1) });
export type GeographyMessage = z.output<typeof GeographyMessageSchema>;

import * as z from 'zod';

/** What schedules ask of `ingest`: what was left undone, roll-ups, and that the tables of this region follow. */
export const IngestTaskSchema = z.strictObject({
  task: z.enum(['resume-deliveries', 'roll-ups', 'follow-publications']),
});

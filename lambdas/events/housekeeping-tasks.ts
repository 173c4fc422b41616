import * as z from 'zod';
import { HOUSEKEEPING, type HousekeepingTask } from '#app/housekeeping.ts';

const TASKS = Object.keys(HOUSEKEEPING) as readonly HousekeepingTask[];

/** What schedules ask of `housekeeping`. */
export const HousekeepingTasksSchema = z.strictObject({ tasks: z.array(z.enum(TASKS)).min(1) });

import * as z from 'zod';

/** A download whose file is to be written. */
export const DownloadMessageSchema = z.strictObject({ user: z.string().min(1), download: z.string().min(1) });
export type DownloadMessage = z.output<typeof DownloadMessageSchema>;

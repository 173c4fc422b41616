import * as z from 'zod';

/** What GuardDuty's malware protection says of an object, as EventBridge hands it on. */
export const ScanResultSchema = z.object({
  source: z.literal('aws.guardduty'),
  'detail-type': z.literal('GuardDuty Malware Protection Object Scan Result'),
  detail: z.object({
    s3ObjectDetails: z.object({
      bucketName: z.string().min(1),
      objectKey: z.string().min(1),
      versionId: z.string().optional(),
    }),
    scanResultDetails: z.object({ scanResultStatus: z.string() }),
  }),
});
export type ScanResult = z.output<typeof ScanResultSchema>['detail'];

/** Whether nothing was found in the whole object; every other answer, and one not known yet, is a no. */
export function isClean({ scanResultDetails }: Pick<ScanResult, 'scanResultDetails'>): boolean {
  return scanResultDetails.scanResultStatus === 'NO_THREATS_FOUND';
}

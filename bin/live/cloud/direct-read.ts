import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { isNamed } from '#adapters/aws/error-name.ts';
import { isDenied } from '../cloud.ts';
import { ok, type Probe, wrong } from '../probe.ts';

/** Where records are, as published and as delivered. */
const RECORDS = ['lake/', 'deliveries/'] as const;

export const directRead: Probe = {
  name: 'direct-read',
  what: 'Nobody reads records directly, not even you',
  why: 'the policy of the lake',
  wants: ['--env'],
  makes: null,
  async run({ cloud }) {
    const { names, regions, in: clients } = cloud();
    let real = 0;
    for (const region of regions) {
      const { s3 } = clients(region);
      const Bucket = names.bucket('lake', region);
      for (const Prefix of RECORDS) {
        const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: 1 }));
        const [first] = Contents;
        const Key = first?.Key ?? `${Prefix}nothing`;
        if (!(await isRefused(s3, Bucket, Key)))
          return wrong(
            `${region}: ${Bucket}/${Key} is not refused`,
            'look for drift of the stack `lake`: its policy must forbid it (OnlyNamedRolesReadRecords)',
          );
        real += first === undefined ? 0 : 1;
      }
    }
    return ok(
      real === 0
        ? `refused in ${regions.join(' and ')}, of names only: nothing is published yet`
        : `refused in ${regions.join(' and ')}, of ${real} objects`,
    );
  },
};

/** Asks for one byte, which is not looked at. An object that is not there is refused too where the policy holds. */
async function isRefused(s3: S3Client, Bucket: string, Key: string): Promise<boolean> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=0-0' }));
    await Body?.transformToByteArray();
    return false;
  } catch (error) {
    if (isDenied(error)) return true;
    if (['NoSuchKey', 'NotFound', 'InvalidRange'].some((name) => isNamed(error, name))) return false;
    throw error;
  }
}

import { HeadObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { isNamed } from '#adapters/aws/error-name.ts';
import { sealedPrefix } from '#app/audit/chain.ts';
import { ENVIRONMENTS } from '#infra/environments.ts';
import { type Clock, NotTried, ok, type Probe, spanText, wrong } from '../probe.ts';

/** Time control promises a quarter of an hour. */
const COPIED_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** The audit is sealed each quarter of an hour, so that a week has some. */
const LOOKED_BACK_DAYS = 7;
const LATEST = 'look at the metrics of the rule `everything` and at the role `copy-audit`';

export const auditCopied: Probe = {
  name: 'audit-copied',
  what: 'Sealed objects are copied to the second region, and locked there as here',
  why: 'copying under Object Lock with a custom role and key is not documented in one place',
  wants: ['--env'],
  makes: null,
  async run({ cloud, clock }) {
    const { names, env, regions, in: clients } = cloud();
    const [here, there] = regions.map((region) => ({
      s3: clients(region).s3,
      Bucket: names.bucket('audit', region),
    })) as [Place, Place];
    const found = await newestOlder(here, regions[0], clock);
    if (found === null) throw new NotTried('nothing was sealed a quarter of an hour ago: try again later');
    const { Key, ago } = found;
    const [source, copy] = [await lookAt(here, Key), await lookAt(there, Key)];
    if (source?.status !== 'COMPLETED')
      return wrong(`${Key}, sealed ${spanText(ago)} ago, is ${source?.status ?? 'gone'}`, LATEST);
    if (copy === null) return wrong(`the copy of ${Key} is not there`, LATEST);
    const { lockMode } = ENVIRONMENTS[env];
    if (source.mode !== lockMode || copy.mode !== lockMode || source.until !== copy.until)
      return wrong(
        `${Key} is locked ${lockText(source)}, its copy ${lockText(copy)}`,
        `both must be locked as ${lockMode}: look at the role \`copy-audit\`, which hands retention on`,
      );
    return ok(`${Key}: copied, both locked ${lockText(copy)}`);
  },
};

type Place = { readonly s3: S3Client; readonly Bucket: string };
type Sealed = {
  readonly status: string;
  /** Null = it is not locked. */
  readonly mode: string | null;
  readonly until: string | null;
};

/** The newest sealed object that has had time to be copied, by its number; null = none of the last days. */
async function newestOlder({ s3, Bucket }: Place, region: string, clock: Clock) {
  const Prefix = sealedPrefix(region);
  for (let back = 0; back <= LOOKED_BACK_DAYS; back++) {
    const day = new Date(clock.now() - back * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '/');
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${Prefix}${day}/` }));
    const newest = Contents.map(({ Key = '', LastModified }) => ({
      Key,
      ago: clock.now() - (LastModified?.getTime() ?? clock.now()),
    }))
      .filter(({ ago }) => ago >= COPIED_MS)
      .at(-1);
    if (newest !== undefined) return newest;
  }
  return null;
}

/** Whether an object is copied, and how it is locked; null = it is not there. */
async function lookAt({ s3, Bucket }: Place, Key: string): Promise<Sealed | null> {
  try {
    const found = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    const { ReplicationStatus, ObjectLockMode, ObjectLockRetainUntilDate } = found;
    return {
      status: ReplicationStatus ?? 'not to be copied',
      mode: ObjectLockMode ?? null,
      until: ObjectLockRetainUntilDate?.toISOString() ?? null,
    };
  } catch (error) {
    if (isNamed(error, 'NotFound') || isNamed(error, 'NoSuchKey')) return null;
    throw error;
  }
}

function lockText({ mode, until }: Sealed): string {
  return mode === null || until === null ? 'not at all' : `as ${mode} until ${until.slice(0, 10)}`;
}

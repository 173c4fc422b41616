import { randomBytes } from 'node:crypto';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { reportOf } from '#app/ingest/drop.ts';
import { type Cloud, isDenied } from '../cloud.ts';
import { type Clock, NotTried, ok, type Probe, spanText, waitFor, wrong } from '../probe.ts';
import { DroppedFile } from './dropped-file.ts';
import { forget, isTold } from './unclean-queue.ts';

const CLEAN = 'NO_THREATS_FOUND';
const UNCLEAN = 'THREATS_FOUND';
/** The test file that every scanner knows, in two parts so that none finds it here. */
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'] as const;
const SCANNER = 'look at the plan of GuardDuty’s malware protection and at the role `malware-scan`';
/** A queue in which nothing was for hours is counted only every quarter of an hour. */
const ALARM = { everyMs: 30_000, forMs: 20 * 60_000 } as const;
const TOLD = { everyMs: 5_000, forMs: 5 * 60_000 } as const;
const Alarms = z.object({ MetricAlarms: z.array(z.object({ StateValue: z.string() })) });

export const cleanFile: Probe = {
  name: 'clean-file',
  what: 'A clean file is scanned and handed to the function that takes files over',
  why: 'role and rules of GuardDuty and EventBridge',
  wants: ['--env'],
  makes: 'a file outside every agency’s folder, so that no delivery comes of it; taken away again',
  async run({ cloud, clock }) {
    const at = cloud();
    const file = new DroppedFile(at, clock, `live-${randomBytes(6).toString('hex')}.csv`);
    const begun = clock.now();
    return file.during('a probe\n1\n', async () => {
      const said = await file.scanned();
      if (said !== CLEAN) return wrong(said ?? 'it was not scanned in ten minutes', SCANNER);
      const scanned = clock.now() - begun;
      if (await isRefused(at, file))
        return wrong(
          'it is clean, and cannot be read',
          'look for drift of the stack `lake`: its policy must let clean files be read',
        );
      if ((await file.listed(reportOf(file.key))) === null)
        return wrong(
          `scanned in ${spanText(scanned)}, and not taken in ten minutes`,
          'look at the rule `clean-files`, at the queue `arrivals-dead` and at the log of `ingest`',
        );
      return ok(
        `scanned in ${spanText(scanned)}, answered by the function in ${spanText(clock.now() - begun)}`,
      );
    });
  },
};

export const uncleanFile: Probe = {
  name: 'unclean-file',
  what: 'An unclean file stays unread and raises the alarm',
  why: 'tag of the scan, policy of the bucket, rule and alarm',
  wants: ['--env'],
  makes:
    'the EICAR test file outside every agency’s folder, taken away again with its message; the alarm rings',
  async run({ cloud, clock }) {
    const at = cloud();
    if ((await alarmState(at)) === 'ALARM')
      throw new NotTried('the alarm of unclean files rings already: see the runbook, unclean-files-dead');
    const file = new DroppedFile(at, clock, `live-${randomBytes(6).toString('hex')}.csv`);
    try {
      return await file.during(EICAR.join(''), () => followed(at, clock, file));
    } finally {
      for (const region of at.regions) await forget(at, region, file.key);
    }
  },
};

async function followed(at: Cloud, clock: Clock, file: DroppedFile) {
  const begun = clock.now();
  const said = await file.scanned();
  if (said !== UNCLEAN) return wrong(said ?? 'it was not scanned in ten minutes', SCANNER);
  const scanned = spanText(clock.now() - begun);
  if (!(await isRefused(at, file)))
    return wrong(
      `found unclean in ${scanned}, and can be read all the same`,
      'look for drift of the stack `lake`: its policy must forbid it (NobodyReadsWhatIsNotClean)',
    );
  const told = await waitFor(clock, TOLD, async () =>
    (await isTold(at, at.regions[0], file.key)) ? true : null,
  );
  if (told === null)
    return wrong(
      `found unclean in ${scanned} and unread, but nobody is told`,
      'look at the rule `unclean-files` and at the queue `scan-results-dead`',
    );
  const rings = await waitFor(clock, ALARM, async () => ((await alarmState(at)) === 'ALARM' ? true : null));
  return rings === null
    ? wrong(
        `found unclean in ${scanned}, unread and told, but no alarm in ${spanText(ALARM.forMs)}`,
        'look at the alarm `unclean-files-dead` in CloudWatch',
      )
    : ok(`found unclean in ${scanned}, unread, the alarm rang after ${spanText(clock.now() - begun)}`);
}

async function alarmState({ aws, names, regions }: Cloud): Promise<string | null> {
  const named = ['--alarm-names', names.of('unclean-files-dead'), '--region', regions[0]];
  const { MetricAlarms } = Alarms.parse(await aws(['cloudwatch', 'describe-alarms', ...named]));
  return MetricAlarms[0]?.StateValue ?? null;
}

async function isRefused({ in: clients, regions }: Cloud, { bucket, key }: DroppedFile): Promise<boolean> {
  try {
    const { Body } = await clients(regions[0]).s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    await Body?.transformToByteArray();
    return false;
  } catch (error) {
    if (isDenied(error)) return true;
    throw error;
  }
}

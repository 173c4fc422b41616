import * as z from 'zod';
import { NotTried, ok, type Probe, spanText, wrong } from '../probe.ts';

/** CloudTrail delivers about every five minutes, and something is always called. */
const LATE_MS = 60 * 60_000;

/** The first version of the CLI gives seconds, the second text. */
const Time = z.union([z.number().transform((seconds) => seconds * 1_000), z.string().transform(Date.parse)]);
const Status = z.object({
  IsLogging: z.boolean(),
  LatestDeliveryError: z.string().optional(),
  LatestDigestDeliveryError: z.string().optional(),
  LatestDeliveryTime: Time.optional(),
});

export const trail: Probe = {
  name: 'trail',
  what: 'CloudTrail writes to a bucket with a default lock',
  why: 'a lock wants checksums on its puts',
  wants: ['--env'],
  makes: null,
  async run({ cloud, clock }) {
    const { aws, names, regions } = cloud();
    const name = names.of('trail');
    const asked = ['cloudtrail', 'get-trail-status', '--name', name, '--region', regions[0]];
    const { IsLogging, LatestDeliveryError, LatestDigestDeliveryError, LatestDeliveryTime } = Status.parse(
      await aws(asked),
    );
    if (!IsLogging) return wrong('it does not log', `aws cloudtrail start-logging --name ${name}`);
    const fault = LatestDeliveryError || LatestDigestDeliveryError;
    if (fault)
      return wrong(
        `its last delivery failed: ${fault}`,
        'look at the policies of the trail’s bucket and of its key (stack `foundation`)',
      );
    if (LatestDeliveryTime === undefined)
      throw new NotTried('it has not delivered yet: try again in a quarter of an hour');
    const ago = clock.now() - LatestDeliveryTime;
    return ago > LATE_MS
      ? wrong(`its last delivery was ${spanText(ago)} ago`, 'look at the trail in the console of CloudTrail')
      : ok(`its last delivery was ${spanText(ago)} ago, without an error`);
  },
};

import { describe, expect, it } from 'vitest';
import { BatchSchema, workOff } from '#lambdas/events/batch.ts';
import { isClean, ScanResultSchema } from '#lambdas/events/scan-result.ts';

const record = (messageId: string, group?: string) => ({
  messageId,
  body: messageId,
  attributes: group === undefined ? {} : { MessageGroupId: group },
});

async function worked(
  records: readonly ReturnType<typeof record>[],
  failing: readonly string[],
  remaining = 1_000,
) {
  const seen: string[] = [];
  const told: string[] = [];
  let left = remaining;
  const outcome = await workOff(
    records,
    async (body) => {
      seen.push(body);
      left -= 100;
      if (failing.includes(body)) throw new Error(`${body} failed`);
    },
    { remainingMs: () => left, neededMs: 100, onFailure: ({ messageId }) => told.push(messageId) },
  );
  return { seen, told, again: outcome.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
}

describe('workOff(records, work, options)', () => {
  it('has only the message come again that failed', async () => {
    expect(await worked([record('a'), record('b'), record('c')], ['b'])).toEqual({
      seen: ['a', 'b', 'c'],
      told: ['b'],
      again: ['b'],
    });
  });

  it('leaves alone what follows a failure in the same group, so that order holds', async () => {
    const records = [record('a', 'one'), record('b', 'one'), record('c', 'two'), record('d', 'one')];
    expect(await worked(records, ['a'])).toEqual({ seen: ['a', 'c'], told: ['a'], again: ['a', 'b', 'd'] });
  });

  it('begins nothing that there is no time for', async () => {
    const records = [record('a'), record('b'), record('c')];
    expect(await worked(records, [], 250)).toEqual({ seen: ['a', 'b'], told: [], again: ['c'] });
  });
});

describe('BatchSchema', () => {
  it('refuses what does not come from a queue', () => {
    const batch = { Records: [{ ...record('a'), eventSource: 'aws:s3' }] };
    expect(BatchSchema.safeParse(batch).success).toBe(false);
  });
});

describe('isClean(result)', () => {
  it.each(['THREATS_FOUND', 'UNSUPPORTED', 'ACCESS_DENIED', 'FAILED', 'no_threats_found', ''])(
    'is false for %j',
    (scanResultStatus) => {
      const detail = {
        s3ObjectDetails: { bucketName: 'b', objectKey: 'incoming/t' },
        scanResultDetails: { scanResultStatus },
      };
      const event = {
        source: 'aws.guardduty',
        'detail-type': 'GuardDuty Malware Protection Object Scan Result',
        detail,
      };
      expect(isClean(ScanResultSchema.parse(event).detail)).toBe(false);
    },
  );
});

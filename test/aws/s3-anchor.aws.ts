import { createHash } from 'node:crypto';
import { DeleteObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { S3Anchor } from '#adapters/aws/s3-anchor.ts';
import type { KnownHead } from '#app/audit/anchor.ts';
import { type MotoStore, makeMotoStore, motoClient, OTHER_REGION } from '#test/support/moto.ts';

const hashOf = (text: string | number) => createHash('sha256').update(`${text}`).digest('hex');
const headOf = (number: number, text: string | number = number) => ({
  number,
  hash: hashOf(text),
  at: '2026-03-01T12:00:00.000Z',
});
const keyOf = (number: number) => `heads/local/${String(number).padStart(10, '0')}-${hashOf(number)}.json`;

let store: MotoStore;
let anchor: S3Anchor;
beforeEach(async () => {
  store = await makeMotoStore();
  anchor = new S3Anchor({ client: store.anchor.s3, bucket: store.anchor.bucket });
});
afterEach(() => store.close());

async function told(region: string): Promise<readonly KnownHead[]> {
  const heads: KnownHead[] = [];
  for await (const head of anchor.heads(region)) heads.push(head);
  return heads;
}

describe('S3Anchor({ client, bucket })', () => {
  it('gives every head of a region, oldest first, and knows none of a region without', async () => {
    for (const number of [2, 1, 11]) await anchor.publish('local', headOf(number));
    await anchor.publish('local-two', headOf(3));
    expect(await told('local')).toEqual(
      [1, 2, 11].map((n) => ({ region: 'local', number: n, hash: hashOf(n) })),
    );
    expect(await told('elsewhere')).toEqual([]);
  });

  it('gives a head once that was told again, and both of a chain that was written anew', async () => {
    await anchor.publish('local', headOf(1));
    await anchor.publish('local', headOf(1));
    await anchor.publish('local', headOf(1, 'anew'));
    expect((await told('local')).map(({ hash }) => hash).sort()).toEqual([hashOf(1), hashOf('anew')].sort());
  });

  it('gives a head that was deleted, and lets nobody remove it for good', async () => {
    await anchor.publish('local', headOf(1));
    const target = { Bucket: store.anchor.bucket, Key: keyOf(1) };
    const { VersionId, ObjectLockMode } = await store.anchor.s3.send(new HeadObjectCommand(target));
    expect(ObjectLockMode).toBe('GOVERNANCE');
    await store.anchor.s3.send(new DeleteObjectCommand(target));
    await expect(
      store.anchor.s3.send(new DeleteObjectCommand({ ...target, VersionId })),
    ).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    expect(await told('local')).toEqual([{ region: 'local', number: 1, hash: hashOf(1) }]);
  });

  it('reads more heads than AWS lists at once', async () => {
    const numbers = Array.from({ length: 1_003 }, (_, i) => i + 1);
    for (let i = 0; i < numbers.length; i += 50)
      await Promise.all(numbers.slice(i, i + 50).map((number) => anchor.publish('local', headOf(number))));
    expect((await told('local')).map(({ number }) => number)).toEqual(numbers);
  });

  it('fails with UNAVAILABLE when the other region is not there', async () => {
    const away = new S3Client({
      ...motoClient(OTHER_REGION),
      endpoint: 'http://127.0.0.1:9',
      maxAttempts: 1,
    });
    const lost = new S3Anchor({ client: away, bucket: store.anchor.bucket });
    await expect(lost.publish('local', headOf(1))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(lost.heads('local')[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    away.destroy();
  });
});

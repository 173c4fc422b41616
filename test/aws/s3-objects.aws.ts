import { createHash, randomBytes } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { S3ObjectStore } from '#adapters/aws/s3-objects.ts';
import { type Fate, type FaultyProxy, type Passing, startFaultyProxy } from '#test/support/faulty-proxy.ts';
import { type MotoStore, makeMotoStore, motoClient, motoUrl } from '#test/support/moto.ts';
import { objectsContract } from '../contract/objects.ts';

const MIB = 1024 * 1024;
const client = new S3Client(motoClient());
afterAll(() => client.destroy());

objectsContract('S3ObjectStore', async () => {
  const { buckets, close } = await makeMotoStore();
  return { subject: new S3ObjectStore({ client, buckets }), dispose: async () => close() };
});

async function* chunksOf(bytes: Uint8Array, chunk: number): AsyncIterable<Uint8Array> {
  const memory = Buffer.alloc(chunk);
  for (let from = 0; from < bytes.byteLength; from += chunk) {
    const piece = bytes.subarray(from, from + chunk);
    memory.set(piece);
    yield memory.subarray(0, piece.byteLength);
  }
}

async function readAll(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const part of parts) chunks.push(part);
  return Buffer.concat(chunks);
}

function refusal(status: number, code: string): Fate {
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>a message</Message></Error>`,
  };
}

describe('S3ObjectStore({ client, buckets })', () => {
  let store: MotoStore;
  let objects: S3ObjectStore;
  let proxy: FaultyProxy | null = null;
  let faulty: S3Client | null = null;
  beforeEach(async () => {
    store = await makeMotoStore();
    objects = new S3ObjectStore({ client, buckets: store.buckets });
  });
  afterEach(async () => {
    store.close();
    faulty?.destroy();
    await proxy?.close();
  });

  async function behind(fateOf: (request: Passing, number: number) => Fate): Promise<S3ObjectStore> {
    proxy = await startFaultyProxy(motoUrl(), fateOf);
    faulty = new S3Client({ ...motoClient(), endpoint: proxy.url });
    return new S3ObjectStore({ client: faulty, buckets: store.buckets });
  }
  async function uploadsIn(Bucket: string): Promise<number> {
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
    return Uploads.length;
  }

  it.each([
    ['lake', 'lake/made/period=2024/v=1/part-0.parquet'],
    ['lake', 'manifest/made/1.json'],
    ['lake', 'deliveries/made/1/stage.json'],
    ['lake', 'exports'],
    ['lake', 'auditors/x'],
    ['exports', 'exports/somebody/1/records.csv'],
    ['ingest', 'ingest/agency/made/a.csv'],
    ['ingest', 'received/made/1/a.csv'],
    ['ingest', 'incoming/token'],
    ['audit', 'audit/local/2026/03/01/0000000001.jsonl'],
  ] as const)('keeps in the %s bucket the object %s', async (purpose, key) => {
    await objects.put(key, 'x');
    const found = await client.send(new GetObjectCommand({ Bucket: store.buckets[purpose], Key: key }));
    expect(await found.Body?.transformToString()).toBe('x');
    expect(await objects.list(key.slice(0, 3))).toEqual([key]);
    expect(await objects.list('')).toEqual([key]);
  });

  it('lists and deletes over the buckets in one order, and nothing that lies in the wrong one', async () => {
    const keys = ['audit/1', 'exports/1', 'incoming/1', 'ingest/1', 'inner', 'lake/1', 'received/1', 'é'];
    for (const key of [...keys].reverse()) await objects.put(key, key);
    const stray = (Bucket: string, Key: string) =>
      client.send(new PutObjectCommand({ Bucket, Key, Body: 'stray' }));
    await stray(store.buckets.lake, 'ingest/stray');
    await stray(store.buckets.ingest, 'lake/stray');
    await stray(store.buckets.ingest, 'ingest/folder/');
    await stray(store.buckets.ingest, 'ingest/a\\b');
    expect(await objects.list('')).toEqual(keys);
    expect(await objects.list('in')).toEqual(['incoming/1', 'ingest/1', 'inner']);
    expect(await objects.list('ingest/')).toEqual(['ingest/1']);
    await objects.deleteAll('in');
    expect(await objects.list('')).toEqual(['audit/1', 'exports/1', 'lake/1', 'received/1', 'é']);
  });

  it('lists and deletes more than a thousand objects', async () => {
    const keys = Array.from({ length: 1_005 }, (_, i) => `many/${String(i).padStart(4, '0')} +%&<é`);
    for (let i = 0; i < keys.length; i += 50)
      await Promise.all(keys.slice(i, i + 50).map((key) => objects.put(key, 'x')));
    expect(await objects.list('many/')).toEqual(keys);
    await objects.deleteAll('many/');
    expect(await objects.list('many/')).toEqual([]);
  });

  it('keeps what was replaced and deleted as earlier versions', async () => {
    await objects.put('a', 'first');
    await objects.put('a', 'second');
    await objects.delete('a');
    const { Versions = [], DeleteMarkers = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket: store.buckets.lake }),
    );
    expect([Versions.length, DeleteMarkers.length]).toEqual([2, 1]);
    expect(await objects.get('a')).toBeNull();
    await objects.put('a', 'third', { ifAbsent: true });
    expect(Buffer.from((await objects.get('a')) ?? []).toString()).toBe('third');
  });

  it('writes what the audit seals under the lock of its bucket', async () => {
    await objects.put('audit/1', 'sealed', { ifAbsent: true });
    const sealed = { Bucket: store.buckets.audit, Key: 'audit/1' };
    const { ObjectLockMode, VersionId } = await client.send(new HeadObjectCommand(sealed));
    expect(ObjectLockMode).toBe('GOVERNANCE');
    const removal = client.send(new DeleteObjectCommand({ ...sealed, VersionId }));
    await expect(removal).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it.each([0, 1, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 20 * MIB + 7])(
    'writes a stream of %i bytes whole, whatever it comes in and though its memory is used again',
    async (size) => {
      const bytes = randomBytes(size);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      expect(await objects.putStream('s', chunksOf(bytes, 777_777))).toEqual({ bytes: size, sha256 });
      expect(Buffer.compare(await readAll(objects.read('s')), bytes)).toBe(0);
      expect(await objects.size('s')).toBe(size);
      expect(await uploadsIn(store.buckets.lake)).toBe(0);
    },
  );

  it('leaves no part of a long stream behind that fails', async () => {
    async function* broken(): AsyncIterable<Uint8Array> {
      yield* chunksOf(randomBytes(20 * MIB), MIB);
      throw new Error('the line went dead');
    }
    await expect(objects.putStream('s', broken())).rejects.toThrow('the line went dead');
    expect(await objects.get('s')).toBeNull();
    expect(await uploadsIn(store.buckets.lake)).toBe(0);
  });

  it('leaves no part behind when one of them cannot be written', async () => {
    const over = await behind(({ path }) =>
      path.includes('partNumber=2') ? refusal(403, 'AccessDenied') : 'pass',
    );
    const outcome = over.putStream('s', chunksOf(randomBytes(20 * MIB), MIB));
    await expect(outcome).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(await objects.get('s')).toBeNull();
    expect(await uploadsIn(store.buckets.lake)).toBe(0);
  });

  it('sends a checksum of every object and of every part', async () => {
    const over = await behind(() => 'pass');
    await over.put('a', 'x');
    await over.putStream('b', chunksOf(randomBytes(9 * MIB), MIB));
    const writes = proxy?.seen.filter(({ method }) => method === 'PUT') ?? [];
    expect(writes).toHaveLength(3);
    for (const { headers } of writes) expect(headers['x-amz-checksum-crc32']).toMatch(/^[\w+/]{6}==$/);
  });

  it('knows its own write again when the answer to it was lost', async () => {
    const over = await behind((_request, number) => (number === 1 ? 'lose-answer' : 'pass'));
    await over.put('a', 'mine', { ifAbsent: true });
    expect(proxy?.seen.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'HEAD']);
    await expect(over.put('a', 'again', { ifAbsent: true })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('does not take the write of another for its own that it sent again', async () => {
    await objects.put('a', 'theirs', { ifAbsent: true });
    const over = await behind((_request, number) => (number === 1 ? 'lose-answer' : 'pass'));
    await expect(over.put('a', 'mine', { ifAbsent: true })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(Buffer.from((await objects.get('a')) ?? []).toString()).toBe('theirs');
  });

  it('writes again where two conditional writes met, and fails with CONFLICT where they meet every time', async () => {
    const met = refusal(409, 'ConditionalRequestConflict');
    const once = await behind((_request, number) => (number === 1 ? met : 'pass'));
    await once.put('a', '1', { ifAbsent: true });
    expect(await objects.size('a')).toBe(1);
    await proxy?.close();
    const always = await behind(() => met);
    await expect(always.put('b', '1', { ifAbsent: true })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(proxy?.seen).toHaveLength(5);
  });

  it('fails for a reader whose line is cut, and gives no short object as whole', async () => {
    await objects.put('large', randomBytes(3 * MIB));
    const over = await behind(({ method }) => (method === 'GET' ? 'cut-answer' : 'pass'));
    await expect(readAll(over.read('large'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(over.get('large')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('fails with UNAVAILABLE when S3 asks to slow down, and with its own error when it is closed', async () => {
    const slow = await behind(() => refusal(503, 'SlowDown'));
    await expect(slow.put('a', 'x')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(slow.list('')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await proxy?.close();
    const closed = await behind(() => refusal(403, 'AccessDenied'));
    await expect(closed.get('a')).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(closed.put('a', 'x', { ifAbsent: true })).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('fails when S3 keeps some of what it was to delete', async () => {
    await objects.put('a/1', 'x');
    const body =
      '<?xml version="1.0"?><DeleteResult><Error><Key>a/1</Key><Code>AccessDenied</Code></Error></DeleteResult>';
    const over = await behind(({ method }) =>
      method === 'POST' ? { status: 200, headers: { 'content-type': 'application/xml' }, body } : 'pass',
    );
    await expect(over.deleteAll('a/')).rejects.toThrow('1 objects could not be deleted');
  });

  it('reads nothing from a range that ends before it starts', async () => {
    await objects.put('r', '0123456789');
    expect((await readAll(objects.read('r', { start: 5, end: 4 }))).toString()).toBe('');
    await expect(readAll(objects.read('absent', { start: 5, end: 4 }))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PresignedLinks } from '#adapters/aws/presigned-links.ts';
import { type MotoStore, makeMotoStore, motoClient } from '#test/support/moto.ts';

const TOKEN = 'T'.repeat(43);
let store: MotoStore;
let client: S3Client;
let links: PresignedLinks;

beforeAll(async () => {
  store = await makeMotoStore();
  client = new S3Client({ ...motoClient(), requestChecksumCalculation: 'WHEN_REQUIRED' });
  links = new PresignedLinks({ client, buckets: store.buckets, siteOrigin: 'https://safestats.example' });
});
afterAll(() => {
  client.destroy();
  store.close();
});

describe('PresignedLinks', () => {
  it('gives an address to which anybody who has it puts the file of the token', async () => {
    const { method, url, headers } = await links.upload(TOKEN);
    const sent = await fetch(url, { method, headers: { ...headers }, body: 'a,b\n1,2\n' });
    expect(sent.status).toBe(200);
    const { Body, ContentType } = await store.s3.send(
      new GetObjectCommand({ Bucket: store.buckets.ingest, Key: `incoming/${TOKEN}` }),
    );
    expect(await Body?.transformToString()).toBe('a,b\n1,2\n');
    expect(ContentType).toBe('application/octet-stream');
  });

  it('signs the type, so that it must be sent, no checksum, and a quarter of an hour', async () => {
    const { searchParams } = new URL((await links.upload(TOKEN)).url);
    expect(searchParams.get('X-Amz-SignedHeaders')).toBe('content-type;host');
    expect(searchParams.get('X-Amz-Expires')).toBe('900');
    expect([...searchParams.keys()].filter((name) => /checksum/i.test(name))).toEqual([]);
  });

  it('gives no address with a client that would sign the checksum of an empty file', async () => {
    const wrong = new PresignedLinks({ client: store.s3, buckets: store.buckets, siteOrigin: 'https://x' });
    await expect(wrong.upload(TOKEN)).rejects.toThrow(/checksum/);
  });

  it.each([
    [
      'Crimes by borough.csv',
      'text/csv; charset=utf-8',
      'Crimes by borough.csv',
      'Crimes%20by%20borough.csv',
    ],
    [
      'Ward “A” (50%)*.xlsx',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'Ward _A_ (50_)*.xlsx',
      '%28',
    ],
    ['Ward “A”.bin', 'application/octet-stream', 'Ward _A_.bin', '%E2%80%9C'],
  ])('gives an address under which %s is saved as that', async (fileName, type, plain, encoded) => {
    const key = `exports/demo-analyst/01ARZ3NDEKTSV4RRFFQ69G5FAV/${encodeURIComponent(fileName)}.bin`;
    await client.send(
      new PutObjectCommand({
        Bucket: store.buckets.exports,
        Key: key,
        Body: 'x',
      }),
    );
    const url = await links.download({ key, fileName });
    expect(await (await fetch(url)).text()).toBe('x');
    const asked = new URL(url).searchParams;
    expect(asked.get('response-content-type')).toBe(type);
    const disposition = asked.get('response-content-disposition') ?? '';
    expect(disposition).toContain(`attachment; filename="${plain}"; filename*=UTF-8''`);
    expect(disposition).toContain(encoded);
    expect(asked.get('response-cache-control')).toBe('private, no-store');
    expect(asked.get('X-Amz-Expires')).toBe('60');
  });

  it('sends who was invited to a page that needs no secret', () => {
    expect(links.invitation()).toBe('https://safestats.example/invitation');
  });
});

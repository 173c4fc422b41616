import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import type { Platform } from '#app/ports.ts';
import type { AskedUnder } from '#app/query/query-record.ts';
import type { DatasetId } from '#core/model/id.ts';

const BLOCK = 16;
const ID_BYTES = 8;
const CIPHER = 'aes-256-ecb';
/** 16 bytes as base64url. */
const REFERENCE = /^[\w-]{21}[AQgw]$/;

/** Turns ids of a dataset's records into references and back. */
export type References = {
  /** The reference of each record, in their order. */
  readonly of: (dataset: DatasetId, ids: readonly number[]) => readonly string[];
  /** The record that a reference stands for, or null when it was not made here for this dataset. */
  readonly open: (dataset: DatasetId, reference: string) => number | null;
};

/**
 * The references of records under one version of a profile. A record's id tells its delivery and the row in its file, and
 * so the order of rows and places; a reference tells nothing: it is the id and a seal over its dataset, as one block under
 * a key that belongs to the profile. It is the same for everybody who holds the profile, and means nothing under another
 * one, so that what two profiles show of a record cannot be put together by it.
 */
export async function referencesUnder(
  platform: Pick<Platform, 'registry'>,
  { id, version }: Pick<AskedUnder, 'id' | 'version'>,
): Promise<References> {
  const key = Buffer.from(
    hkdfSync('sha256', await secretOf(platform), `${id} ${version}`, 'safestats record reference', 64),
  );
  const [encryption, sealing] = [key.subarray(0, 32), key.subarray(32)];
  const sealOf = (dataset: DatasetId) =>
    createHmac('sha256', sealing)
      .update(dataset)
      .digest()
      .subarray(0, BLOCK - ID_BYTES);
  return {
    of: (dataset, ids) => {
      const blocks = Buffer.alloc(ids.length * BLOCK);
      const seal = sealOf(dataset);
      for (const [index, record] of ids.entries()) {
        blocks.writeBigUInt64BE(BigInt(record), index * BLOCK);
        seal.copy(blocks, index * BLOCK + ID_BYTES);
      }
      const cipher = createCipheriv(CIPHER, encryption, null).setAutoPadding(false);
      const sealed = Buffer.concat([cipher.update(blocks), cipher.final()]);
      return ids.map((_, index) => sealed.subarray(index * BLOCK, (index + 1) * BLOCK).toString('base64url'));
    },
    open: (dataset, reference) => {
      if (!REFERENCE.test(reference)) return null;
      const decipher = createDecipheriv(CIPHER, encryption, null).setAutoPadding(false);
      const block = Buffer.concat([decipher.update(Buffer.from(reference, 'base64url')), decipher.final()]);
      return timingSafeEqual(block.subarray(ID_BYTES), sealOf(dataset))
        ? Number(block.readBigUInt64BE(0))
        : null;
    },
  };
}

/** The secret under which references are made; made once, at first use. */
async function secretOf({ registry }: Pick<Platform, 'registry'>): Promise<Buffer> {
  const read = () => registry.get<{ readonly hex: string }>('secret', 'record-reference');
  const known = await read();
  if (known !== null) return Buffer.from(known.value.hex, 'hex');
  const value = { hex: randomBytes(32).toString('hex') };
  await registry
    .transact([{ kind: 'put', partition: 'secret', sort: 'record-reference', value, expected: 0 }])
    .catch(() => undefined);
  const kept = await read();
  if (kept === null) throw new Error('the secret of references could not be kept');
  return Buffer.from(kept.value.hex, 'hex');
}

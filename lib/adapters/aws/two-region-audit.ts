import type { S3Client } from '@aws-sdk/client-s3';
import type { ObjectStore } from '#app/ports.ts';
import { AppError } from '#core/model/error.ts';
import { S3ObjectStore } from './s3-objects.ts';

type Reading = Pick<ObjectStore, 'get' | 'list'>;

/**
 * Adds to the objects of one region what the other has sealed and what is not copied: S3 copies from the primary region
 * only, and later. Where the other does not answer, what is copied is all that there is.
 */
export function withOtherAudit<Store extends ObjectStore>(
  store: Store,
  other: { readonly client: S3Client; readonly bucket: string; readonly region: string },
): Store {
  const { client, bucket, region } = other;
  const prefix = `audit/${region}/`;
  const buckets = { lake: bucket, ingest: bucket, exports: bucket, audit: bucket };
  const there: Reading = new S3ObjectStore({ client, buckets });
  const here: Reading = { get: store.get.bind(store), list: store.list.bind(store) };
  const reading: Reading = {
    get: async (key) => {
      const found = await here.get(key);
      return found !== null || !key.startsWith(prefix) ? found : unlessDown(there.get(key), null);
    },
    list: async (under) => {
      const keys = await here.list(under);
      if (!under.startsWith(prefix)) return keys;
      return [...new Set([...keys, ...(await unlessDown(there.list(under), []))])].sort();
    },
  };
  return Object.assign(store, reading);
}

async function unlessDown<Value>(answer: Promise<Value>, otherwise: Value): Promise<Value> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AppError && error.code === 'UNAVAILABLE') return otherwise;
    throw error;
  }
}

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { countRows } from './located.ts';
import { openProduct, type Product } from './product.ts';
import { RAW_DATASETS } from './shared-data.ts';

const SAMPLE_BYTES = 600_000;
const FILES = RAW_DATASETS.flatMap(({ agency, id, files }) => files.map((file) => ({ agency, id, file })));

type Proposed = { readonly definition: Record<string, unknown> };

let product: Product;
beforeAll(async () => {
  product = await openProduct(inject('outsideTemplate'));
  await product.serve();
}, 300_000);
afterAll(() => product?.close());

// Each file waits until it has stopped growing: several at once.
describe.concurrent.each(FILES.map((one) => [basename(one.file), one] as const))(
  'the definition proposed from the first part of %s',
  (name, { agency, file }) => {
    it('can be applied as it stands, and the file delivered with it, books balanced', async () => {
      const text = readFileSync(file).subarray(0, SAMPLE_BYTES).toString('utf8');
      const id = `${agency}-p${FILES.findIndex((one) => one.file === file)}`;
      const { definition } = await product.json<Proposed>('/v1/datasets/proposals', {
        method: 'POST',
        body: JSON.stringify({ fileName: name, text, agency, id }),
      });
      const applied = await product.json<{ changed: boolean }>(`/v1/datasets/${id}/definition`, {
        method: 'PUT',
        headers: { 'if-match': '"0"' },
        body: JSON.stringify(definition),
      });
      expect(applied.changed).toBe(true);
      const { state, faults, report } = await product.drop(agency, id, file);
      const [rows] = await countRows([file]);
      expect({ state, faults, rows: report?.rows, rejected: report?.rejected }).toEqual({
        state: 'published',
        faults: [],
        rows,
        rejected: 0,
      });
      expect((report?.accepted ?? 0) + (report?.duplicate ?? 0)).toBe(rows);
    }, 300_000);
  },
);

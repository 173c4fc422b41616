import * as z from 'zod';
import { NotTried, ok, type Probe, spanText, wrong } from '../probe.ts';
import { previewing, type Site } from '../site.ts';
import { referenceOf } from './reference.ts';

const Datasets = z.object({
  items: z.array(z.object({ id: z.string(), published: z.unknown(), access: z.unknown() })),
});
const Checked = z.object({
  faults: z.array(z.object({ message: z.string() })),
  datasets: z.record(
    z.string(),
    z.object({
      records: z.number().nullable(),
      passes: z.number().nullable(),
      ruleText: z.string().nullable(),
    }),
  ),
});
/** A rule that every record passes, so that the engine counts them all. */
const EVERYTHING = {
  any: [
    { column: 'month', is: 'known' },
    { column: 'month', is: 'unknown' },
  ],
} as const;

export const unpublished: Probe = {
  name: 'unpublished',
  what: 'An object that is not there reads as absent',
  why: 'without `ListBucket` S3 would say that it is forbidden',
  wants: ['--site'],
  makes: null,
  async run({ site }) {
    const at = site();
    const { body } = await at.call(Datasets, 'GET', '/v1/datasets');
    const none = body.items.find(({ published }) => published === null);
    if (none === undefined) throw new NotTried('every dataset is published');
    const { status, ms } = await at.send('GET', `/v1/datasets/${none.id}`);
    return status === 200
      ? ok(`${none.id}, of which nothing is published, opens in ${spanText(ms)}`)
      : wrong(
          `${none.id}, of which nothing is published, answers ${status}`,
          'look at the log of `api-explore`',
        );
  },
};

export const publishedRows: Probe = {
  name: 'published-rows',
  what: 'The engine finds every record of each publication',
  why: 'a partition is visible some time after it was made',
  wants: ['--site'],
  makes: null,
  async run({ site }) {
    const at = site();
    const { through } = await referenceOf(at);
    const headers = previewing(through);
    const { body } = await at.call(Datasets, 'GET', '/v1/datasets', { headers });
    const counts: string[] = [];
    for (const { id, published, access } of body.items) {
      if (published === null || access === null) continue;
      const { records, passes } = await counted(at, id);
      if (passes === null) continue;
      if (passes !== records)
        return wrong(
          `${id}: ${passes} of ${records} records`,
          'try again in five minutes; then look at the partitions of its table (`ops live --only tables`)',
        );
      counts.push(`${id} ${passes.toLocaleString('en-GB')}`);
    }
    if (counts.length === 0)
      throw new NotTried('no profile in force shows all of a dataset, and the engine reads as one: make one');
    return ok(counts.join(', '));
  },
};

async function counted(at: Site, dataset: string) {
  const access = {
    fields: [],
    rowRule: EVERYTHING,
    precision: { exact: false, cell: null, levels: [] },
    kind: 'records',
    download: false,
    minimumCount: 1,
    rounding: 1,
  };
  const spec = { id: 'live-count', title: 'Live', description: '', datasets: { [dataset]: access } };
  const { body } = await at.call(Checked, 'POST', '/v1/profiles/check', { body: spec });
  const [fault] = body.faults;
  if (fault !== undefined) throw new Error(`the check of ${dataset}: ${fault.message}`);
  return body.datasets[dataset] ?? { records: null, passes: null };
}

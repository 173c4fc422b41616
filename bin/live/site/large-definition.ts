import * as z from 'zod';
import { NotTried, ok, type Probe, spanText, wrong } from '../probe.ts';
import { Refusal } from '../site.ts';

/** Larger than the 8 kB that the firewall's own rule lets through. */
const BYTES = 100_000;
const SOURCES = 900;

const List = z.object({ items: z.array(z.object({ id: z.string(), retired: z.boolean() })) });
const Code = z.looseObject({ sources: z.array(z.string()) });
const Stored = z.object({
  definition: z.looseObject({ codeLists: z.record(z.string(), z.array(Code)) }),
});
const Checked = z.object({ faults: z.array(z.object({ message: z.string() })) });

export const largeDefinition: Probe = {
  name: 'large-definition',
  what: 'A large definition passes the firewall',
  why: 'its rule on bodies must count only',
  wants: ['--site'],
  makes: 'a check of 100 kB, of which nothing is kept',
  async run({ site }) {
    const at = site();
    const { body: list } = await at.call(List, 'GET', '/v1/datasets/definitions');
    for (const { id, retired } of list.items) {
      if (retired) continue;
      const { body } = await at.call(Stored, 'GET', `/v1/datasets/${id}/definition`);
      const large = enlarged(body.definition);
      if (large === null) continue;
      const bytes = Buffer.byteLength(JSON.stringify(large));
      try {
        const { body: said, ms } = await at.call(Checked, 'POST', '/v1/datasets/check', { body: large });
        const [fault] = said.faults;
        return fault === undefined
          ? ok(`${bytes.toLocaleString('en-GB')} bytes in ${spanText(ms)}`)
          : wrong(`it passed, and has a fault: ${fault.message}`, `look at the definition of ${id}`);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return wrong(
          `${bytes.toLocaleString('en-GB')} bytes: ${error.message}`,
          'look at what the firewall counted and blocked (log group of WAF in us-east-1): SizeRestrictions_BODY must only count (stack `edge`)',
        );
      }
    }
    throw new NotTried('no definition has a code list: apply one first');
  },
};

/** The same with more ways to write its first code, to the size that is wanted; null = it has no codes. */
function enlarged(definition: z.output<typeof Stored>['definition']) {
  const list = Object.entries(definition.codeLists).find(([, codes]) => codes.length > 0);
  if (list === undefined) return null;
  const [name, [first, ...rest]] = list;
  if (first === undefined) return null;
  const each = Math.ceil(BYTES / SOURCES);
  const sources = Array.from({ length: SOURCES - first.sources.length }, (_none, i) =>
    `probe ${i} `.padEnd(each, 'x'),
  );
  const codes = [{ ...first, sources: [...first.sources, ...sources] }, ...rest];
  return { ...definition, codeLists: { ...definition.codeLists, [name]: codes } };
}

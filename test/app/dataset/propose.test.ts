import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proposeDataset } from '#app/dataset/propose.ts';
import { applyDefinition } from '#app/dataset.ts';
import { SUPER_ADMIN, SUPPLIER } from '../ingest/made-platform.ts';
import { type Asking, makeAsking } from './made-queries.ts';

const day = (i: number) => String((i % 28) + 1).padStart(2, '0');
const rows = (header: string, row: (i: number) => string, count = 300) =>
  `${[header, ...Array.from({ length: count }, (_, i) => row(i))].join('\r\n')}\r\n`;

const FILES: readonly (readonly [fileName: string, text: string])[] = [
  [
    '2024-05-incidents.csv',
    rows(
      'Incident,Call date,Call time,Kind,Easting,Northing,Remarks',
      (i) =>
        `I${i},2024-05-${day(i)},1${i % 10}:00,${['Fire', 'Flood'][i % 2]},${530_000 + i},180000,"said ""${i}"", then left"`,
    ),
  ],
  [
    '2024-05-calls.csv',
    rows(
      'id,Received,Postcode,Outcome,=1+1',
      (i) => `${i},2024-05-${day(i)}T10:00:00+01:00,SW1A ${i % 9}AA,N/A,'@x`,
    ),
  ],
  ['attendances-2023.csv', rows('Sex,Age,Weapon', (i) => `${['M', 'F'][i % 2]},${i % 90},'-1 None`)],
];

let world: Asking;
beforeAll(async () => {
  world = await makeAsking();
});
afterAll(() => world.close());

describe('proposeDataset(caller, request)', () => {
  it.each(FILES)('proposes a definition with which %s can be delivered whole', async (fileName, text) => {
    const cut = text.slice(0, text.length - 7);
    const { definition } = proposeDataset(SUPER_ADMIN, { fileName, text: cut, agency: 'made' });
    const { itemVersion } = await applyDefinition(world.asking, SUPER_ADMIN, definition, { expected: 0 });
    expect(itemVersion).toBe(1);
    const { state, faults, report } = await world.deliver(fileName, text, { dataset: definition.id });
    expect({ state, faults }).toEqual({ state: 'published', faults: [] });
    expect(report).toMatchObject({ rows: 300, rejected: 0, byReason: {} });
    expect((report?.accepted ?? 0) + (report?.duplicate ?? 0)).toBe(300);
    await world.show();
    const count = { datasets: [definition.id], measures: [{ measure: 'count' as const }] };
    expect(await world.ask(count)).toMatchObject({ count: [report?.accepted] });
  });

  it('is for those who may change datasets, and refuses a file that could never be delivered', () => {
    const request = { fileName: 'a.csv', text: 'a;b\n1;2\n' };
    expect(() => proposeDataset(SUPPLIER, request)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
    expect(() => proposeDataset(SUPER_ADMIN, request)).toThrow(
      expect.objectContaining({ code: 'SPEC_INVALID', message: expect.stringMatching(/semicolons/) }),
    );
    expect(() => proposeDataset(SUPER_ADMIN, { ...request, fileName: '../a.csv' })).toThrow(
      expect.objectContaining({ code: 'SPEC_INVALID' }),
    );
  });

  it('says of which column its one fault is', () => {
    expect(() => proposeDataset(SUPER_ADMIN, { fileName: 'a.csv', text: 'a,a\n1,2\n' })).toThrow(
      /^column 2 has the name of column 1/,
    );
  });
});

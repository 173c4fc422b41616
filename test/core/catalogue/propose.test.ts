import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Proposal, proposeDefinition } from '#core/catalogue/propose.ts';
import { readDefinition } from '#core/datasets/definition-check.ts';
import { ADVERSARIAL_TEXTS } from '#test/support/adversarial.ts';

function proposed(text: string, more: { fileName?: string; id?: string; agency?: string } = {}): Proposal {
  const proposal = proposeDefinition({ fileName: '2024-05-lfb-incidents.csv', text, ...more });
  if ('faults' in proposal) throw new Error(JSON.stringify(proposal.faults));
  return proposal;
}
const faultsOf = (text: string) => {
  const proposal = proposeDefinition({ fileName: 'a.csv', text });
  return 'faults' in proposal ? proposal.faults.map(({ message }) => message) : [];
};
const csv = (header: string, row: (i: number) => string, rows = 40) =>
  `${[header, ...Array.from({ length: rows }, (_, i) => row(i))].join('\n')}\n`;
const fieldOf = ({ definition }: Proposal, name: string) =>
  definition.fields.find((field) => field.name === name);

const day = (i: number) => String((i % 28) + 1).padStart(2, '0');
const INCIDENTS = csv(
  'Incident number,Call date,Call time,Kind,Special service,Pumps,Cost (GBP),Easting,Northing,Ward code,Remarks',
  (i) =>
    [
      `${100_000 + i}-2024`,
      `2024-05-${day(i)}`,
      `${String(i % 24).padStart(2, '0')}:15`,
      ['Fire', 'False alarm', 'FIRE', 'N/A'][i % 4],
      i % 2 === 0 ? 'Yes' : 'No',
      i % 5,
      `${i}.5${i % 10}`,
      530_000 + i,
      180_000 - i,
      `E0500000${i % 10}`,
      `"The caller, number ${i}, said that there was smoke at the back of the building"`,
    ].join(','),
);

describe('proposeDefinition(request)', () => {
  it('passes the check of definitions as it stands', () => {
    const { definition } = proposed(INCIDENTS);
    expect(readDefinition(definition)).toEqual({ definition });
    expect(definition).toMatchObject({
      id: 'lfb-incidents',
      timePrecision: 'minute',
      key: ['incident_number'],
    });
  });

  it('finds time, place and the printed area, and leaves their columns out of the fields', () => {
    const [layout] = proposed(INCIDENTS).definition.layouts;
    expect(layout).toMatchObject({
      time: { kind: 'local', date: 'Call date', time: 'Call time' },
      place: { kind: 'epsg27700', easting: 'Easting', northing: 'Northing' },
      printedArea: { column: 'Ward code', level: 'ward' },
      nulls: ['N/A'],
    });
    expect(Object.keys(layout?.fields ?? {})).toEqual([
      'incident_number',
      'kind',
      'special_service',
      'pumps',
      'cost_gbp',
      'ward_code',
      'remarks',
    ]);
  });

  it('guesses types, roles and codes from the values', () => {
    const proposal = proposed(INCIDENTS);
    expect(fieldOf(proposal, 'incident_number')).toMatchObject({
      type: 'text',
      role: 'key',
      sensitivity: 'restricted',
    });
    expect(fieldOf(proposal, 'kind')).toMatchObject({
      type: 'category',
      role: 'dimension',
      codeList: 'kind',
    });
    expect(fieldOf(proposal, 'special_service')).toMatchObject({ type: 'boolean' });
    expect(fieldOf(proposal, 'pumps')).toMatchObject({ type: 'integer', role: 'dimension' });
    expect(fieldOf(proposal, 'cost_gbp')).toMatchObject({ type: 'decimal', scale: 2, role: 'measure' });
    expect(fieldOf(proposal, 'ward_code')).toMatchObject({ type: 'text', role: 'internal' });
    expect(fieldOf(proposal, 'remarks')).toMatchObject({
      type: 'text',
      role: 'text',
      sensitivity: 'restricted',
    });
    expect(proposal.definition.codeLists['kind']).toEqual([
      { code: 'False alarm', label: 'False alarm', sources: [] },
      { code: 'Fire', label: 'Fire', sources: ['FIRE'] },
    ]);
  });

  it('lists every column with what it was taken for', () => {
    const { columns } = proposed(INCIDENTS);
    expect(columns.map(({ name, role }) => `${name}: ${role}`)).toEqual([
      'Incident number: key',
      'Call date: time',
      'Call time: time',
      'Kind: dimension',
      'Special service: dimension',
      'Pumps: dimension',
      'Cost (GBP): measure',
      'Easting: place',
      'Northing: place',
      'Ward code: internal',
      'Remarks: text',
    ]);
    expect(columns[3]).toMatchObject({ distinct: 3, empty: 10, examples: ['Fire', 'False alarm', 'FIRE'] });
  });

  it.each<[string, (i: number) => string, string, Record<string, unknown>]>([
    ['a month', (i) => `2024-0${(i % 9) + 1}`, 'month', { kind: 'month', column: 'When' }],
    ['an instant', (i) => `2024-05-${day(i)}T10:00:00+01:00`, 'minute', { kind: 'instant', column: 'When' }],
    ['a local day', (i) => `2024-05-${day(i)}`, 'day', { kind: 'local', date: 'When' }],
    ['a British day', (i) => `${day(i)}/05/2024`, 'year', { kind: 'delivery-year' }],
    ['a local time', (i) => `2024-05-${day(i)} 10:00`, 'year', { kind: 'delivery-year' }],
  ])('reads %s, or says that it cannot', (_what, value, timePrecision, time) => {
    const { definition, notes } = proposed(
      csv('When,Kind', (i) => `${value(i)},a`),
      { fileName: 'a-b.csv' },
    );
    expect(definition).toMatchObject({ timePrecision, layouts: [{ time, place: { kind: 'none' } }] });
    if (time['kind'] === 'delivery-year')
      expect(notes).toContainEqual(expect.stringMatching(/^“When” holds .* which is not read/));
    expect(notes).toContainEqual(expect.stringMatching(/no columns of coordinates/));
  });

  it('prefers when it happened to when it was written down or somebody was born', () => {
    const text = csv(
      'Date of birth,Reported date,Incident date',
      (i) => `1980-01-${day(i)},2024-06-01,2024-05-${day(i)}`,
    );
    const proposal = proposed(text);
    expect(proposal.definition.layouts[0]?.time).toEqual({ kind: 'local', date: 'Incident date' });
    expect(fieldOf(proposal, 'date_of_birth')).toMatchObject({ sensitivity: 'personal' });
    expect(proposal.notes).toContainEqual(expect.stringMatching(/other dates \(“Reported date”\)/));
  });

  it.each([
    ['Longitude,Latitude', '-0.1,51.5', { kind: 'wgs84', longitude: 'Longitude', latitude: 'Latitude' }],
    ['lat,lng', '51.5,-0.1', { kind: 'wgs84', longitude: 'lng', latitude: 'lat' }],
    ['X,Y', '-0.1,51.5', { kind: 'wgs84', longitude: 'X', latitude: 'Y' }],
    ['X,Y', '530000,180000', { kind: 'epsg27700', easting: 'X', northing: 'Y' }],
    ['Longitude,Latitude', 'west,north', { kind: 'none' }],
  ])('takes %s with %s for the place', (header, value, place) => {
    const text = csv(`${header},Kind`, () => `${value},a`);
    expect(proposed(text).definition.layouts[0]?.place).toEqual(place);
  });

  it.each([
    ['2024-05-a.csv', { from: '2024-05', to: '2024-05' }],
    ['a 2024-05_2024-06.csv', { from: '2024-05', to: '2024-06' }],
    ['a-2024.csv', { year: '2024' }],
    ['2023-01-a.csv', null],
    ['a.csv', null],
  ])('takes what %s covers from its name only where its rows agree', (fileName, period) => {
    const { definition } = proposed(
      csv('Month,Kind', () => '2024-05,a'),
      { fileName },
    );
    const pattern = definition.layouts[0]?.periodInName;
    expect(pattern === undefined).toBe(period === null);
    expect(definition.contract.window.kind).toBe(period === null ? 'append' : 'replace-period');
    if (pattern !== undefined) expect(new RegExp(pattern, 'u').test(fileName)).toBe(true);
  });

  it('calls numbered values by their words and maps codes to common ones', () => {
    const text = csv('Year,Casualty Sex', (i) => `2024,${['1 MALE', '2 FEMALE'][i % 2]}`);
    const { definition } = proposed(text);
    expect(definition.codeLists['casualty_sex']).toEqual([
      { code: 'Male', label: 'Male', sources: ['1 MALE'] },
      { code: 'Female', label: 'Female', sources: ['2 FEMALE'] },
    ]);
    expect(definition.common).toEqual({
      sex: { from: 'field', field: 'casualty_sex', map: { Male: 'Male', Female: 'Female' } },
    });
  });

  it.each<[string, (i: number) => string, string]>([
    ['Victim surname', (i) => `Smith ${i % 3}`, 'personal'],
    ['Contact', (i) => `p${i % 3}@example.org`, 'personal'],
    ['Telephone', (i) => `020 7946 0${100 + (i % 3)}`, 'personal'],
    ['Home', (i) => `SW1A ${i % 9}AA`, 'personal'],
    ['Self-defined ethnicity', () => 'White', 'special-category'],
    ['Age range', () => '18-24', 'personal'],
    ['Street name', (i) => `Road ${i % 3}`, 'open'],
  ])('takes %s to be as sensitive as it is', (header, value, sensitivity) => {
    const { definition } = proposed(csv(`Month,${header}`, (i) => `2024-05,${value(i)}`));
    expect(definition.fields[0]).toMatchObject({ sensitivity });
    if (/surname|Contact|Telephone|Home/.test(header)) expect(definition.codeLists).toEqual({});
  });

  it('drops a last line that was cut, and keeps one that was not', () => {
    expect(proposed('Month,Kind\n2024-05,a\n2024-05,"a cut li').columns[1]).toMatchObject({ distinct: 1 });
    expect(proposed('Month,Kind\n2024-05,a').columns[1]).toMatchObject({ distinct: 1 });
  });

  it('keeps headers to the letter and gives each field a name of its own', () => {
    const { definition } = proposed(
      '\ufeffMonth, Kind ,kind,KIND,"a ""b"", c",borough,2021,Größe,名\n2024-05,a,b,c,d,e,f,g,h\n',
    );
    expect(definition.layouts[0]?.fields).toEqual({
      kind: ' Kind ',
      kind_2: 'kind',
      kind_3: 'KIND',
      a_b_c: 'a "b", c',
      borough_printed: 'borough',
      column_7: '2021',
      gro_e: 'Größe',
      column_9: '名',
    });
  });

  it.each([
    ['', 'is empty'],
    ['Month,Kind\n', 'has no row'],
    ['Month\n2024-05\n', 'no named column'],
    ['Month;Kind\n2024-05;a\n', 'semicolons'],
    ['Month\tKind\n2024-05\ta\n', 'tabs'],
    ['Month,Kind\n2024-05,a\0\n', 'NUL'],
    ['Month,Kind,Kind\n2024-05,a,b\n', 'name of column 2'],
    [`Month,${'x'.repeat(121)}\n2024-05,a\n`, '121 characters'],
    [`${Array.from({ length: 201 }, (_, i) => `c${i}`).join(',')}\n`, '201 columns'],
    [`${'x'.repeat(65_536)}\n1\n`, '65536 characters'],
  ])('refuses %j in words', (text, words) => {
    expect(faultsOf(text)).toEqual([expect.stringContaining(words)]);
  });

  it('notes rows that do not fit and characters that cannot be read', () => {
    const { notes } = proposed('Month,Kind\n2024-05,a\n2024-05\n2024-05,caf\ufffd\n');
    expect(notes).toContainEqual(expect.stringMatching(/^1 rows have another number/));
    expect(notes).toContainEqual(expect.stringMatching(/probably not UTF-8/));
  });

  it('takes no time from a column without a name, which no layout could read', () => {
    const [layout] = proposed(csv(',Kind', (i) => `2024-05,${i % 2}`)).definition.layouts;
    expect(layout).toMatchObject({ columns: ['', 'Kind'], time: { kind: 'delivery-year' } });
  });

  it('does not say that there are no rows when none has the values of the header', () => {
    expect(faultsOf('a,b,c\n1,2\n1,2,3,4\n')).toEqual([
      'has no row with as many values as the header, 3: check how it was exported',
    ]);
    expect(faultsOf('a,b,c\n')).toEqual(['has no row under its header: send a file with records']);
  });

  it('reads a file of blanks and quotes as fast as any other', () => {
    const started = performance.now();
    proposed(`Month,Kind\n2024-05,"x${' '.repeat(300_000)}x"\n2024-05,"${'""'.repeat(150_000)}"\n`);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('proposes what passes the check for any file that it does not refuse', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        ...ADVERSARIAL_TEXTS.filter((one) => one.length < 200),
        'Month',
        'Date',
        'id',
        'Longitude',
      ),
      fc.constantFrom('2024-05', '2024-05-01', '1', '1.5', 'true', '-0.1', '51.5', 'E01000001', '=1+1', '@x'),
    );
    const table = fc
      .integer({ min: 1, max: 6 })
      .chain((width) =>
        fc.array(fc.array(text, { minLength: width, maxLength: width }), { minLength: 2, maxLength: 12 }),
      );
    let kept = 0;
    fc.assert(
      fc.property(table, fc.constantFrom('a.csv', '2024-05-x.csv', '=x.csv', 'ÿ.csv'), (rows, fileName) => {
        const quoted = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(','));
        const proposal = proposeDefinition({ fileName, text: `${quoted.join('\r\n')}\r\n` });
        if ('faults' in proposal) return;
        kept += 1;
        expect(readDefinition(proposal.definition)).toEqual({ definition: proposal.definition });
      }),
      { numRuns: 300 },
    );
    expect(kept).toBeGreaterThan(100);
  });
});

import { type FixtureDataset, type FixtureRow, fixtureDefinition, fixtureField } from './fixture-lake.ts';

const P1S: FixtureRow['at'] = [-0.08, 51.51];
const P1N: FixtureRow['at'] = [-0.08, 51.54];
const P2S: FixtureRow['at'] = [-0.03, 51.51];
const P2N: FixtureRow['at'] = [-0.03, 51.54];
const P3S: FixtureRow['at'] = [0.02, 51.51];
const FAR: FixtureRow['at'] = [-1.9, 52.48];

type Values = FixtureRow['fields'];
const row = (when: string, at: FixtureRow['at'], fields: Values): FixtureRow => ({ when, at, fields });
const crime = (
  when: string,
  at: FixtureRow['at'],
  category: string,
  weapon: string | null,
  loss: number | null,
) => row(when, at, { category, weapon, loss, note: `${category} at home`, secret: 's' });

/** Known to the month. Of 2019 only two boroughs were supplied, and only for two months. */
export const NORTH_CRIME: FixtureDataset = {
  definition: fixtureDefinition({
    id: 'north-crime',
    title: 'Northern crime',
    noun: { one: 'crime', many: 'crimes' },
    timePrecision: 'month',
    times: [{ kind: 'month', column: 'm' }],
    fields: [
      fixtureField('category', 'category', 'dimension', { codeList: 'crime_type' }),
      fixtureField('weapon', 'category', 'dimension'),
      fixtureField('loss', 'decimal', 'measure', { scale: 2, unit: 'pounds' }),
      fixtureField('note', 'text', 'text'),
      fixtureField('secret', 'text', 'internal'),
    ],
    codeLists: {
      crime_type: [
        { code: 'burglary', label: 'Burglary' },
        { code: 'robbery', label: 'Robbery' },
        { code: 'theft', label: 'Other theft' },
      ],
    },
    common: {
      category: {
        from: 'field',
        field: 'category',
        map: { burglary: 'Burglary', robbery: 'Robbery' },
      },
    },
  }),
  levels: ['borough', 'ward', 'lsoa'],
  deliveries: [
    {
      number: 1,
      accepted: 9,
      live: 9,
      coverage: { from: '2018-05', to: '2018-07', areas: null, stated: 'manifest' },
    },
    {
      number: 2,
      accepted: 4,
      live: 4,
      coverage: { from: '2019-01', to: '2019-02', areas: ['E01', 'E02'], stated: 'manifest' },
    },
  ],
  rows: [
    crime('2018-05', P1S, 'robbery', 'knife', 1050),
    crime('2018-05', P1S, 'robbery', null, 0),
    crime('2018-05', P1N, 'burglary', null, 99999),
    crime('2018-05', P2S, 'theft', null, null),
    crime('2018-06', P1S, 'robbery', 'gun', 25),
    crime('2018-06', P2N, 'burglary', 'it\'s; -- \\ "', 333),
    crime('2018-06', P3S, 'theft', 'knife', null),
    crime('2018-06', 'missing', 'robbery', null, 100),
    crime('2018-07', FAR, 'theft', null, null),
    crime('2019-01', P1S, 'robbery', 'knife', 1),
    crime('2019-01', P3S, 'robbery', null, 2),
    crime('2019-02', 'zero', 'burglary', null, null),
    crime('2019-03', P1S, 'theft', null, null),
  ],
};

const call = (
  when: string,
  at: FixtureRow['at'],
  kind: string | null,
  severity: number | null,
  minutes: number | null,
  armed: boolean | null,
) => row(when, at, { kind, severity, minutes, armed });

/** Known to the minute, now and then only to the day. Not located in LSOAs. */
export const SOUTH_CALLS: FixtureDataset = {
  definition: fixtureDefinition({
    id: 'south-calls',
    title: 'Southern calls',
    noun: { one: 'call', many: 'calls' },
    timePrecision: 'minute',
    times: [{ kind: 'local', date: 'd', time: 't' }],
    fields: [
      fixtureField('kind', 'category', 'dimension'),
      fixtureField('severity', 'integer', 'dimension'),
      fixtureField('minutes', 'integer', 'measure', { unit: 'minutes' }),
      fixtureField('armed', 'boolean', 'dimension'),
    ],
    common: {
      category: {
        from: 'field',
        field: 'kind',
        map: { hold_up: 'Robbery', mugging: 'Robbery', break_in: 'Burglary' },
      },
    },
  }),
  levels: ['borough', 'ward'],
  deliveries: [
    {
      number: 1,
      accepted: 8,
      live: 8,
      coverage: { from: '2018-05', to: '2018-06', areas: null, stated: 'command' },
    },
  ],
  rows: [
    call('2018-05-07T22:10', P1S, 'hold_up', 3, 12, true),
    call('2018-05-07T23:59', P1N, 'mugging', 2, 7, false),
    call('2018-05-12T00:00', P2S, 'break_in', 1, null, false),
    call('2018-05-31T12:30', P2S, 'cat in tree', null, 30, null),
    call('2018-06-01T00:01', P2N, 'hold_up', 3, 5, true),
    call('2018-06-03', P3S, null, 1, 60, null),
    call('2018-06-30T23:59', 'invalid', 'mugging', 2, 1, false),
    call('2018-06-15T09:00', FAR, 'break_in', 5, 2, false),
  ],
};

/** Known to the year only, and a constant common category. */
export const ROAD_CASUALTIES: FixtureDataset = {
  definition: fixtureDefinition({
    id: 'road-casualties',
    title: 'Road casualties',
    noun: { one: 'casualty', many: 'casualties' },
    timePrecision: 'year',
    times: [{ kind: 'delivery-year' }],
    fields: [fixtureField('severity', 'category', 'dimension'), fixtureField('age', 'integer', 'measure')],
    common: { category: { from: 'constant', value: 'Road casualty' } },
  }),
  levels: ['borough', 'ward', 'lsoa'],
  deliveries: [
    {
      number: 1,
      accepted: 3,
      live: 3,
      coverage: { from: '2018-01', to: '2018-12', areas: null, stated: 'file-name' },
    },
  ],
  rows: [
    row('2018', P1S, { severity: 'Slight', age: 20 }),
    row('2018', P2S, { severity: 'Fatal', age: 31 }),
    row('2018', 'swapped', { severity: 'Slight', age: null }),
  ],
};

/** A small lake that a person can count by hand. */
export const FIXTURE_DATASETS: readonly FixtureDataset[] = [NORTH_CRIME, SOUTH_CALLS, ROAD_CASUALTIES];

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSpec } from '#core/query/parse.ts';
import { resolveQuery } from '#core/query/resolve.ts';
import { describeQuery } from '#core/query/words.ts';
import { FIXTURE_DATASETS } from '#test/support/fixture-datasets.ts';
import { contextOf, fixtureManifest } from '#test/support/fixture-lake.ts';
import type { DatasetSummary } from '#web/api/types.ts';
import { headingText, phrasesOf } from '#web/explore/sentence/phrases.ts';
import { choiceOf } from '#web/state/catalogue.ts';
import { EMPTY, type Exploration } from '#web/state/exploration.ts';
import { monthAt } from '#web/state/month.ts';
import { COUNT, specOf } from '#web/state/spec.ts';

const context = contextOf(FIXTURE_DATASETS, FIXTURE_DATASETS.map(fixtureManifest));
const CATEGORIES = ['burglary', 'robbery', 'theft'];
const AREAS = ['E01', 'E02', 'E03', 'E04'];
const definition = FIXTURE_DATASETS.find((dataset) => dataset.definition.id === 'north-crime')?.definition;

const dataset: DatasetSummary = {
  id: 'north-crime',
  version: 1,
  title: 'Northern crime',
  noun: { one: 'crime', many: 'crimes' },
  description: '',
  agency: 'north',
  licence: '',
  timePrecision: 'minute',
  fields: (['category', 'weapon'] as const).map((name) => {
    const field = definition?.fields.find((one) => one.name === name);
    const codes = definition?.codeLists[field?.codeList ?? '']?.map(({ code, label }) => ({ code, label }));
    return {
      name,
      label: field?.label ?? name,
      description: '',
      type: 'category',
      role: 'dimension',
      ...(codes === undefined ? {} : { codes }),
    };
  }),
  common: [],
  published: { manifest: 'm', publishedAt: '', rows: 1, from: '2018-05', to: '2019-02' },
};
const list = { items: [dataset], commonFields: [] };
const find = (code: string) => {
  const set = context.places.find(code);
  const area = set?.byCode.get(code);
  return set === null || area === undefined
    ? null
    : { area: { ...area, label: [0, 0] as const }, level: set.geography.level };
};

const state: fc.Arbitrary<Exploration> = fc
  .record({
    category: fc.subarray(CATEGORIES),
    areas: fc.subarray(AREAS),
    weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7]),
    hours: fc.subarray(Array.from({ length: 24 }, (_, hour) => hour)),
    not: fc.boolean(),
    weapon: fc.constantFrom('known' as const, 'unknown' as const, null),
    months: fc.option(
      fc
        .integer({ min: 0, max: 8 })
        .chain((from) => fc.integer({ min: from, max: 9 }).map((to) => [from, to] as const)),
    ),
  })
  .map(({ category, areas, weekdays, hours, not, weapon, months }) => ({
    ...EMPTY,
    datasets: ['north-crime'],
    areas,
    weekdays,
    hours,
    from: months === null ? null : monthAt(2018 * 12 + 4 + months[0]),
    to: months === null ? null : monthAt(2018 * 12 + 4 + months[1]),
    fields: category.length > 0 && !not ? { category } : {},
    tests: {
      ...(category.length > 0 && not ? { category: { kind: 'not' as const, values: category } } : {}),
      ...(weapon === null ? {} : { weapon: { kind: weapon } }),
    },
  }));

function both(asked: Exploration) {
  const choice = choiceOf(list, asked);
  const told = { choice, state: asked, find, partial: false };
  const parsed = parseSpec(specOf(choice, asked, { groupBy: [{ area: 'borough' }], measures: [COUNT] }));
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  const phrases = phrasesOf(told, { text: 'borough', opens: 'panel-level' });
  return {
    heading: headingText(told),
    phrases,
    sentence: phrases.map(({ text }) => text).join(' · '),
    server: describeQuery(resolveQuery(parsed.spec, context)),
  };
}

const MONTHS = /(January|February|March|April|June|July|August|September|October|November|December)/g;
const short = (text: string) => text.replace(MONTHS, (month) => month.slice(0, 3));

describe('phrasesOf(told, by)', () => {
  it('says what the server says of the same query: its labels, places, months, days, hours and groups', () => {
    fc.assert(
      fc.property(state, (asked) => {
        const { sentence, server, phrases } = both(asked);
        const said = sentence.toLowerCase();
        const words = short(server).toLowerCase();
        const text = (key: string) => phrases.find((phrase) => phrase.key === key)?.text.toLowerCase();
        const labels = [...(asked.fields['category'] ?? [])];
        const test = asked.tests['category'];
        for (const code of [...labels, ...(test?.kind === 'not' ? test.values : [])]) {
          const label =
            dataset.fields[0]?.codes?.find((one) => one.code === code)?.label.toLowerCase() ?? code;
          expect([said.includes(label), words.includes(label)]).toEqual([true, true]);
        }
        for (const key of ['areas', 'weekdays', 'hours'] as const) {
          const phrase = text(key);
          if (phrase === undefined || phrase === 'in london') continue;
          expect(words).toContain(phrase);
        }
        if (asked.from !== null) expect(words).toContain(text('period') ?? 'nothing');
        if (asked.tests['weapon'] !== undefined) expect(words).toContain(text('field weapon') ?? 'nothing');
        expect(words).toMatch(/by borough$/);
        expect(said).toMatch(/by borough$/);
      }),
      { numRuns: 300 },
    );
  });

  it('begins as the heading does, so that the two never disagree', () => {
    fc.assert(
      fc.property(state, (asked) => {
        const { heading, phrases } = both(asked);
        const [subject, place] = phrases;
        expect(heading).toBe(`${subject?.text} ${place?.text}`);
      }),
    );
  });

  it('reads as people would say it', () => {
    const { sentence } = both({
      ...EMPTY,
      datasets: ['north-crime'],
      fields: { category: ['robbery', 'burglary'] },
      areas: AREAS,
      from: '2018-06',
      to: '2019-01',
      weekdays: [5, 6],
      hours: [0, 1, 22, 23],
      tests: { weapon: { kind: 'known' } },
      measure: { kind: 'rate', per: 10_000 },
    });
    expect(sentence).toBe(
      'Robbery and Burglary · in 4 boroughs · Jun 2018 to Jan 2019 · on Fridays and Saturdays · 22:00 to 01:59 · where weapon is known · counted, and as a rate per 10,000 residents a year · by borough',
    );
  });
});

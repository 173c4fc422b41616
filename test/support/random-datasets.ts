import { NORTH_CRIME, ROAD_CASUALTIES, SOUTH_CALLS } from './fixture-datasets.ts';
import type { FixtureDataset, FixtureRow } from './fixture-lake.ts';

/** A repeatable stream of choices. */
export function chooser(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return { next, pick: <T>(values: readonly T[]) => values[Math.floor(next() * values.length)] as T };
}

const two = (value: number) => String(value).padStart(2, '0');

function randomRows(
  count: number,
  seed: number,
  when: (choose: ReturnType<typeof chooser>) => string,
  fields: (choose: ReturnType<typeof chooser>) => FixtureRow['fields'],
) {
  const choose = chooser(seed);
  return Array.from({ length: count }, (): FixtureRow => {
    const place = choose.next();
    const at: FixtureRow['at'] =
      place < 0.1
        ? choose.pick(['missing', 'zero', 'swapped', 'invalid'] as const)
        : [
            Number((-0.13 + choose.next() * 0.26).toFixed(6)),
            Number((51.49 + choose.next() * 0.07).toFixed(6)),
          ];
    return { when: when(choose), at, fields: fields(choose) };
  });
}

const monthIn = ({ next, pick }: ReturnType<typeof chooser>) =>
  `${pick(['2018', '2019'])}-${two(1 + Math.floor(next() * 12))}`;

/** The fixture datasets with so many made records each, the same for the same seed. */
export function randomDatasets(seed: number, count: number): readonly FixtureDataset[] {
  return [
    {
      ...NORTH_CRIME,
      rows: randomRows(count, seed + 1, monthIn, ({ next, pick }) => ({
        category: pick(['robbery', 'burglary', 'theft', null]),
        weapon: pick(['knife', 'gun', "o'clock", '100%', null]),
        loss: pick([null, 0, Math.floor(next() * 5_000)]),
        note: 'n',
        secret: 's',
      })),
    },
    {
      ...SOUTH_CALLS,
      rows: randomRows(
        count,
        seed + 2,
        (choose) => {
          const day = `2018-${two(4 + Math.floor(choose.next() * 5))}-${two(1 + Math.floor(choose.next() * 28))}`;
          return choose.next() < 0.2
            ? day
            : `${day}T${two(Math.floor(choose.next() * 24))}:${two(Math.floor(choose.next() * 60))}`;
        },
        ({ next, pick }) => ({
          kind: pick(['hold_up', 'mugging', 'break_in', 'cat', null]),
          severity: pick([1, 2, 3, null]),
          minutes: pick([null, Math.floor(next() * 100)]),
          armed: pick([true, false, null]),
        }),
      ),
    },
    {
      ...ROAD_CASUALTIES,
      rows: randomRows(
        count,
        seed + 3,
        ({ pick }) => pick(['2017', '2018', '2019']),
        ({ next, pick }) => ({
          severity: pick(['Slight', 'Fatal', null]),
          age: pick([null, Math.floor(next() * 90)]),
        }),
      ),
    },
  ];
}

import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeSql } from '#adapters/duckdb/ingest/time-sql.ts';

let instance: DuckDBInstance;
beforeAll(async () => {
  instance = await DuckDBInstance.create();
});
afterAll(() => instance.closeSync());

/** UTC minute and local hour of an instant as written; null where it cannot be read. */
async function read(written: string): Promise<readonly [minute: unknown, hour: unknown] | null> {
  const { utcMinute, local, invalid } = timeSql({ kind: 'instant', column: 'at' }, () => 'raw', null);
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(
      `SELECT ${invalid[0]?.when}, ${utcMinute}, hour(${local})::INTEGER FROM (VALUES ('${written}')) AS made(raw)`,
    );
    const [bad, minute, hour] = reader.getRows()[0] ?? [];
    return bad === true ? null : [minute, hour];
  } finally {
    connection.closeSync();
  }
}

describe('timeSql(instant)', () => {
  it.each([
    ['2024-03-31T00:59:59+00:00', '2024-03-31T00:59Z', 0],
    ['2024-03-31T01:30:00Z', '2024-03-31T01:30Z', 2],
    ['2024-10-27 00:30:00+00:00', '2024-10-27T00:30Z', 1],
    ['2024-10-27T01:30:00.999Z', '2024-10-27T01:30Z', 1],
  ])('finds the hour of London around a change of clocks for %s', async (written, instant, hour) => {
    expect(await read(written)).toEqual([Date.parse(instant) / 60_000, hour]);
  });

  it.each(['2024-03-31T01:30Z', '2024-03-31 01:30+00:00', '2024-03-31T02:30+0100'])(
    'reads %s, written without seconds',
    async (written) => {
      expect(await read(written)).toEqual([Date.parse('2024-03-31T01:30Z') / 60_000, 2]);
    },
  );

  it.each(['+99:00', '-23:59', '+15:00', '+01:60'])(
    'moves no record by an offset that no clock has: %s',
    async (offset) => {
      expect(await read(`2024-03-31T01:30:00${offset}`)).toBeNull();
    },
  );
});

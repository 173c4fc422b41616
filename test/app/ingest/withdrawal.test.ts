import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WITHOUT_PROFILE } from '#app/caller.ts';
import { requestWithdrawal, withdrawDelivery } from '#app/publication/withdraw.ts';
import { brandId } from '#core/model/id.ts';
import { MADE_CRIME, type Made, made, makePlatform, SUPER_ADMIN, SUPPLIER, WEST } from './made-platform.ts';

const FILE = made(`a,2024-05,met,${WEST},theft,1`);

describe('requestWithdrawal(platform, queue, caller, dataset, number, waitMs)', () => {
  let at: Made;
  const asked: string[] = [];
  /** A queue whose other end takes the delivery back at once, or never. */
  const queue = (works: boolean) => ({
    submit: async (dataset: string, number: number, by: string) => {
      asked.push(`${dataset} ${number} ${by}`);
      if (works) void withdrawDelivery(at.ingest.platform, SUPER_ADMIN, dataset, number);
    },
  });
  const request = (works: boolean, caller = SUPPLIER, number = 1, waitMs = 20_000) =>
    requestWithdrawal(at.platform, queue(works), caller, MADE_CRIME.id, number, waitMs);

  beforeAll(async () => {
    at = await makePlatform();
    await at.deliver('2024-05-street.csv', FILE);
  });
  afterAll(() => at.close());

  it('gives the delivery as it is when nobody has come to it in time', async () => {
    expect((await request(false, SUPPLIER, 1, 500)).state).toBe('published');
    expect(asked).toEqual(['made-crime 1 supplier']);
  });

  it('asks nothing for a person who may not deliver, or for a delivery that is not there', async () => {
    asked.length = 0;
    const stranger = { ...SUPPLIER, ...WITHOUT_PROFILE, user: brandId<never>('stranger'), agencies: [] };
    await expect(request(true, stranger)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(request(true, SUPPLIER, 9)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(asked).toEqual([]);
  });

  it('waits for its end, after which there is nothing to withdraw', async () => {
    expect((await request(true)).state).toBe('withdrawn');
    await expect(request(true)).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

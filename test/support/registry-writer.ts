import { LmdbRegistry } from '#adapters/local/lmdb-registry.ts';
import { AppError } from '#core/model/error.ts';

/** A second process for the registry's tests: `append` writes until it is killed, `count` adds 100 to one item. */
const [folder = '', what] = process.argv.slice(2);
const registry = new LmdbRegistry(folder);

if (what === 'append') {
  for (let i = 1; i <= 100_000; i++) {
    const sort = String(i).padStart(7, '0');
    await registry.transact([{ kind: 'put', partition: 'written', sort, value: i, expected: 0 }]);
    process.stdout.write(`${i}\n`);
  }
} else {
  for (let done = 0; done < 100; ) {
    const item = await registry.get<number>('shared', 'counter');
    try {
      await registry.transact([
        {
          kind: 'put',
          partition: 'shared',
          sort: 'counter',
          value: (item?.value ?? 0) + 1,
          expected: item?.version ?? 0,
        },
      ]);
      done++;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'CONFLICT') throw error;
    }
  }
}
await registry.close();

import { sealAudit } from '#app/audit/sealer.ts';
import { EAST, made, makePlatform, WEST } from '#test/app/ingest/made-platform.ts';

/** The server that is backed up: takes one delivery after the other and seals the audit, until it is killed. */
const folder = process.argv[2];
if (folder === undefined) throw new Error('say which folder');
const at = await makePlatform({ folder });
for (let round = Number(process.argv[3]); ; round++) {
  const month = `2018-${String((round % 12) + 1).padStart(2, '0')}`;
  const rows = Array.from(
    { length: 40 },
    (_, i) => `b${round}-${i},${month},Met,${i % 2 ? WEST : EAST},Theft,${i}`,
  );
  const { number, state } = await at.deliver(`round-${round}.csv`, made(...rows), {
    command: { from: month, to: month, areas: null },
  });
  await sealAudit(at.platform);
  process.send?.({ number, state });
}

import type { Publication } from '#app/publication/publish.ts';
import type { Stage } from '#core/ingest/stage.ts';
import type { DeliveryReport, DeliveryWarning } from '#core/model/delivery.ts';

/** What came of a staged delivery that was published. Fails when the books do not balance. */
export function reportOf(stage: Stage, { manifest, previous, outcome }: Publication): DeliveryReport {
  const own = manifest.deliveries.find(({ number }) => number === stage.number);
  if (own === undefined) throw new Error(`delivery ${stage.number} is not in its own publication`);
  const duplicate = stage.parsed - own.accepted;
  const months = Object.values(outcome.byMonth).reduce((sum, rows) => sum + rows, 0);
  if (stage.rows !== own.accepted + stage.rejected + duplicate || months !== own.accepted) {
    throw new Error(`the books of delivery ${stage.number} do not balance`);
  }
  const reused: DeliveryWarning[] =
    outcome.keyReused === 0
      ? []
      : [
          {
            code: 'KEY_REUSED',
            field: null,
            rows: outcome.keyReused,
            message: 'rows whose key stands for other content too; both are kept',
          },
        ];
  const replaced = (previous?.deliveries ?? []).reduce((sum, before) => {
    const now = manifest.deliveries.find(({ number }) => number === before.number);
    return before.number === stage.number ? sum : sum + Math.max(0, before.live - (now?.live ?? 0));
  }, 0);
  return {
    rows: stage.rows,
    accepted: own.accepted,
    rejected: stage.rejected,
    duplicate,
    byReason: stage.byReason,
    rejections: stage.rejections,
    warnings: [...stage.warnings, ...reused],
    byMonth: outcome.byMonth,
    replaced,
  };
}

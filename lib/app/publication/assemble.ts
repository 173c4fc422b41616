import type { ComposeOutcome } from '#app/ports.ts';
import type { Stage } from '#core/ingest/stage.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import type { ManifestId } from '#core/model/id.ts';
import type { Manifest, ManifestDelivery } from '#core/model/manifest.ts';

/** Everything that a new manifest is made of. */
export type Parts = {
  readonly id: ManifestId;
  readonly createdAt: string;
  readonly reason: Manifest['reason'];
  readonly definition: DatasetDefinition;
  readonly geography: Manifest['geography'];
  readonly previous: Manifest | null;
  readonly stages: readonly Stage[];
  /** Years that were written anew; all others are taken over from the previous manifest. */
  readonly years: readonly string[];
  readonly outcome: ComposeOutcome;
};

/** The manifest of a new publication. Fails when the books do not balance. */
export function assembleManifest(parts: Parts): Manifest {
  const { previous, outcome, stages, definition } = parts;
  const written = new Set(parts.years);
  const periods = [
    ...(previous?.periods ?? []).filter(({ period }) => !written.has(period)),
    ...outcome.periods,
  ].sort((a, b) => (a.period < b.period ? -1 : a.period > b.period ? 1 : 0));
  const deliveries = stages.map((stage) => contribution(stage, previous, written, outcome));
  const rows = periods.filter(({ kind }) => kind === 'records').reduce((sum, period) => sum + period.rows, 0);
  const live = deliveries.reduce((sum, delivery) => sum + delivery.live, 0);
  if (rows !== live) {
    throw new Error(`${definition.id}: the files hold ${rows} rows, the deliveries ${live}`);
  }
  return {
    id: parts.id,
    dataset: definition.id,
    definitionVersion: definition.version,
    geography: parts.geography,
    createdAt: parts.createdAt,
    previous: previous?.id ?? null,
    reason: parts.reason,
    periods,
    deliveries,
    rows,
  };
}

function contribution(
  stage: Stage,
  previous: Manifest | null,
  written: ReadonlySet<string>,
  outcome: ComposeOutcome,
): ManifestDelivery {
  const before = previous?.deliveries.find(({ number }) => number === stage.number)?.years ?? {};
  const kept = Object.entries(before).filter(([year]) => !written.has(year));
  const years = { ...Object.fromEntries(kept), ...outcome.counts[stage.number] };
  const counts = Object.values(years);
  const accepted = counts.reduce((sum, count) => sum + count.accepted, 0);
  const live = counts.reduce((sum, count) => sum + count.live, 0);
  const missing = Object.keys(stage.years).filter((year) => !(year in years));
  if (
    accepted > stage.parsed ||
    live > accepted ||
    missing.length > 0 ||
    stage.rows !== stage.parsed + stage.rejected
  ) {
    throw new Error(`the books of delivery ${stage.number} do not balance`);
  }
  return { number: stage.number, accepted, live, coverage: stage.coverage, years };
}

import type { Platform } from '#app/ports.ts';
import type { Provenance } from '#core/files/provenance.ts';
import type { ResultCoverage } from '#core/model/result.ts';
import type { Balance } from '#core/query/balance.ts';
import { coverageReport } from '#core/query/coverage-report.ts';
import { notesOf } from '#core/query/note.ts';
import type { Query } from '#core/query/query.ts';
import type { Download } from './download-record.ts';
import type { QueryRecord } from './query-record.ts';

type Counted = { readonly balance: Balance; readonly rows: number; readonly rowsInAll: number | null };

/** Everything that the file of a download says of where it comes from. */
export function provenanceOf(
  { clock }: Pick<Platform, 'clock'>,
  download: Pick<Download, 'userName' | 'address'>,
  record: Pick<QueryRecord, 'id' | 'words'>,
  query: Query,
  { rows, rowsInAll, balance }: Counted,
): Provenance {
  const coverage = coverageReport(query);
  return {
    words: record.words,
    query: record.id,
    address: download.address,
    sources: query.datasets.map(({ view, manifest }, index) => ({
      title: view.title,
      dataset: view.dataset,
      licence: view.licence,
      manifest: manifest?.id ?? 'none',
      publishedAt: manifest?.createdAt ?? 'never',
      coverage: coverageText(coverage[index]),
    })),
    ...balance,
    rows,
    rowsInAll,
    notes: notesOf(query),
    user: download.userName,
    at: clock().toISOString(),
  };
}

function coverageText(coverage: ResultCoverage | undefined): string {
  if (coverage === undefined || coverage.from === null) return 'nothing was supplied';
  const { from, to, missingMonths, missingAreas } = coverage;
  const gaps = [
    missingMonths.length === 0 ? '' : `; not supplied: ${missingMonths.join(' ')}`,
    missingAreas.length === 0
      ? ''
      : `; not supplied in all months: ${missingAreas.map(({ code, name }) => `${name} (${code})`).join('; ')}`,
  ];
  return `${from} to ${to}${gaps.join('')}`;
}

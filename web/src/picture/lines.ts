import type { Answer } from '../api/query-run.ts';
import { formatDateTime } from '../format/number.ts';
import { periodLabel } from '../state/month.ts';

type Told = {
  readonly answer: Answer;
  /** What the person wrote, and what the chart says of itself; empty ones are left out. */
  readonly notes: readonly string[];
  /** What it is filtered by, in words. */
  readonly about: string;
  readonly attributions: readonly string[];
  readonly titleOf: (dataset: string) => string;
  /** The address that shows it again. */
  readonly address: string;
  readonly savedAt: string;
};

type Publication = Answer['result']['publications'][number];

function sourceWords(
  { result }: Answer,
  { dataset, manifest, publishedAt }: Publication,
  titleOf: Told['titleOf'],
): string {
  const covered = result.coverage.find((coverage) => coverage.dataset === dataset);
  const [from, to] = [covered?.from ?? null, covered?.to ?? null];
  const months = from !== null && to !== null ? `, ${periodLabel(from, to)}` : ', nothing supplied';
  return `${titleOf(dataset)}${months}, publication ${manifest} of ${formatDateTime(publishedAt)}`;
}

/** What stands below every saved picture: notes, filters, sources with coverage, and what opens it again. */
export function linesBelow(told: Told): readonly string[] {
  const { answer, notes, about, attributions, titleOf, address, savedAt } = told;
  const sources = answer.result.publications.map((one) => sourceWords(answer, one, titleOf));
  return [
    ...notes.filter((note) => note !== ''),
    about,
    `Sources: ${sources.join('; ')}.`,
    ...answer.result.notes,
    ...new Set(attributions),
    `SafeStats, reference ${answer.id}, saved ${formatDateTime(savedAt)}: ${address}`,
  ];
}

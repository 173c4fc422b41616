import type { DatasetList } from '../api/types.ts';
import { chosenDatasets } from './catalogue.ts';
import { fromSearch, measureFrom, splitList } from './exploration.ts';

/** A name that an address can have; anything else is not repeated on the page, whoever wrote it. */
const NAME = /^[a-z][a-z0-9_.-]{0,60}$/i;
const MOST_NAMED = 5;

function named(what: string, name: string): string {
  return NAME.test(name) ? `${what} “${name}”` : `a ${what} with an unusual name`;
}

/**
 * What an address names and the page cannot show, because there is none of that name or the profile does not show it, which
 * look the same; none where all is shown.
 */
export function notUnderstood(list: DatasetList, search: string): readonly string[] {
  const params = new URLSearchParams(search);
  const known = new Set(list.items.map(({ id }) => id));
  const datasets = [...new Set(splitList(params.get('d')))].filter((id) => !known.has(id));
  const more = datasets.length - MOST_NAMED;
  return [
    ...datasets.slice(0, MOST_NAMED).map((id) => named('dataset', id)),
    ...(more > 0 ? [`${more} more datasets`] : []),
    ...measureOf(list, search, params.get('m')),
  ];
}

function measureOf(list: DatasetList, search: string, text: string | null): readonly string[] {
  if (text === null || text === '' || text === 'count') return [];
  const measure = measureFrom(text);
  if (measure.kind === 'count') return [named('measure', text)];
  if (!('field' in measure)) return [];
  const fields = chosenDatasets(list, fromSearch(search)).flatMap(({ fields }) => fields);
  return fields.some(({ name }) => name === measure.field) ? [] : [named('measure', text)];
}

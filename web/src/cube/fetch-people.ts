import type { QueryClient } from '@tanstack/react-query';
import type { QuerySpec } from '#core/model/query-spec.ts';
import type { QueryResult } from '#core/model/result.ts';
import type { ApiClient } from '../api/client.ts';
import { referencesQuery } from '../api/references.ts';
import { type People, peopleOf, peopleSpec } from './people.ts';
import { wholeAnswer } from './whole-answer.ts';

/** What rates can be divided by without asking again, by name, and the publications that its months are of. */
export type PeopleDesk = {
  readonly publications: QueryResult['publications'];
  readonly by: ReadonlyMap<string, People>;
};

/** Of these reference tables, those that are known by the areas of the map; null when none is, or a shape cuts areas. */
export async function fetchPeople(
  api: ApiClient,
  queries: QueryClient,
  base: QuerySpec,
  level: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<PeopleDesk | null> {
  const { near, within } = base.where?.space ?? {};
  if (near !== undefined || within !== undefined) return null;
  const tables = await queries.fetchQuery(referencesQuery(api));
  const known = tables.filter((one) => names.includes(one.name) && one.level === level);
  const by = new Map<string, People>();
  let publications: QueryResult['publications'] | null = null;
  for (const { name, years } of known) {
    const answer = await wholeAnswer(api, peopleSpec(base, level, name), signal);
    const people = answer === null ? null : peopleOf(answer.result, level, years);
    if (answer === null || people === null) continue;
    publications = answer.result.publications;
    by.set(name, people);
  }
  return publications === null ? null : { publications, by };
}

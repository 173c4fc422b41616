import { callerFor, findUserByEmail } from '#app/people.ts';
import type { Platform } from '#app/ports.ts';
import { saveQuery } from '#app/saved/save.ts';
import type { SavedContent } from '#app/saved/saved-query.ts';

/** What people of the demonstration keep. */
const SAVED: readonly (SavedContent & { readonly email: string })[] = [
  {
    email: 'analyst@safestats.local',
    title: 'Robbery by borough',
    description: 'For the monthly meeting on robbery: where it is, and which boroughs stand out.',
    search: 'd=mps-crime&f.category=Robbery',
    spec: {
      datasets: ['mps-crime'],
      where: { fields: [{ field: 'category', in: ['Robbery'] }] },
      groupBy: [{ area: 'borough' }],
      measures: [{ measure: 'count' }],
    },
    visibility: 'everyone',
  },
  {
    email: 'analyst@safestats.local',
    title: 'Road casualties, year by year',
    description: '',
    search: 'd=tfl-casualties&g=year&v=table',
    spec: { datasets: ['tfl-casualties'], groupBy: [{ time: 'year' }], measures: [{ measure: 'count' }] },
    visibility: 'private',
  },
  {
    email: 'org-admin@safestats.local',
    title: 'Stop and search, month by month',
    description: 'Counts that the scrutiny panel asks for.',
    search: 'd=mps-stop-search&g=month&v=table',
    spec: { datasets: ['mps-stop-search'], groupBy: [{ time: 'month' }], measures: [{ measure: 'count' }] },
    visibility: 'everyone',
  },
];

/** Saves what people of the demonstration keep, those of them that there are; each once. */
export async function addDemoSaved(
  platform: Pick<Platform, 'registry' | 'clock' | 'audit' | 'newId'>,
): Promise<void> {
  for (const [index, { email, ...content }] of SAVED.entries()) {
    const user = await findUserByEmail(platform.registry, email);
    if (user === null || user.state !== 'active') continue;
    const caller = await callerFor(platform.registry, user.id);
    await saveQuery(platform, caller, content, `demonstration-${index}`);
  }
}

import * as z from 'zod';
import { NotTried } from '../probe.ts';
import { previewing, Refusal, type Site } from '../site.ts';

const Datasets = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      fields: z.array(z.object({ name: z.string() })),
      access: z.object({ kind: z.string(), levels: z.array(z.string()).nullable() }).nullable(),
      published: z.object({ rows: z.number().nullable(), from: z.string(), to: z.string() }).nullable(),
    }),
  ),
});
const Profiles = z.object({ items: z.array(z.object({ id: z.string(), state: z.string() })) });
const Me = z.object({ profile: z.object({ id: z.string() }).nullable() });

/** A published dataset, and a profile that shows its records: what others are compared with. */
export type Reference = {
  /** The profile to look through; null = the Super Admin's own. */
  readonly through: string | null;
  /** Its id, also where it is their own. */
  readonly profile: string;
  readonly dataset: string;
  readonly rows: number;
  /** Names of fields that are shown. */
  readonly fields: readonly string[];
  /** First and last month supplied, `yyyy-mm`. */
  readonly from: string;
  readonly to: string;
  /** Levels of areas that may be asked for; null = all. */
  readonly levels: readonly string[] | null;
};

/** The largest dataset whose records the Super Admin's own profile shows, or one that they look through. Fails with NotTried. */
export async function referenceOf(site: Site): Promise<Reference> {
  const { body: me } = await site.call(Me, 'GET', '/v1/me');
  const own = me.profile === null ? null : await largestOf(site, null, me.profile.id).catch(unlessRefused);
  if (own !== null) return own;
  const { body: profiles } = await site.call(Profiles, 'GET', '/v1/profiles');
  for (const { id, state } of profiles.items) {
    const found = state === 'active' ? await largestOf(site, id, id).catch(unlessRefused) : null;
    if (found !== null) return found;
  }
  throw new NotTried('no profile shows records of anything published: deliver a file, and make a profile');
}

/** A profile that is stopped is passed by. */
function unlessRefused(error: unknown): null {
  if (error instanceof Refusal) return null;
  throw error;
}

async function largestOf(site: Site, through: string | null, profile: string): Promise<Reference | null> {
  const headers = previewing(through);
  const { body } = await site.call(Datasets, 'GET', '/v1/datasets', { headers });
  const shown = body.items.flatMap(({ id, fields, access, published }) =>
    access?.kind === 'records' && published?.rows
      ? [
          {
            through,
            profile,
            dataset: id,
            rows: published.rows,
            fields: fields.map(({ name }) => name),
            from: published.from,
            to: published.to,
            levels: access.levels,
          },
        ]
      : [],
  );
  return shown.sort((one, other) => other.rows - one.rows)[0] ?? null;
}

import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { QuerySpec } from '#core/model/query-spec.ts';
import { countText, type LiveContext, NotTried, ok, type Probe, spanText, waitFor, wrong } from '../probe.ts';
import { type Answer, Refusal, type Site } from '../site.ts';
import { bytesText, watchBytes } from './bytes.ts';
import { countsBy, countsOf, difference, longRule, profileOf, sumOf } from './long-rule.ts';

/** The provisioner takes up a change at once; the token must outlive this twice, so that the profile can be retired. */
const IN_FORCE = { everyMs: 5_000, forMs: 5 * 60_000 } as const;
const NEEDED_MS = 2 * IN_FORCE.forMs + 60_000;
const PROVISIONER = 'look at the log of `provisioner`, and at Admin → Profiles, which says what is in force';

const Checked = z.object({
  faults: z.array(z.object({ message: z.string() })),
  datasets: z.record(
    z.string(),
    z.object({ ruleText: z.string().nullable(), passes: z.number().nullable() }),
  ),
});
const Written = z.discriminatedUnion('state', [
  z.object({ state: z.literal('awaiting-approval'), change: z.object({ id: z.string() }) }),
  z.object({ state: z.literal('in-force'), profile: z.object({ etag: z.string() }) }),
]);
const Profile = z.object({ etag: z.string(), version: z.number(), enforcedVersion: z.number().nullable() });

export const draftRule: Probe = {
  name: 'draft-rule',
  what: 'A row rule of as many codes as fit counts what the same areas count',
  why: 'Lake Formation takes fewer than 2,048 characters',
  wants: ['--site'],
  makes: 'a draft, of which nothing is kept',
  async run({ site }) {
    const at = site();
    const long = await longRule(at);
    const { reference, codes, level, rule, characters } = long;
    const body = profileOf(long, newProfileId(), rule);
    const checked = await at.call(Checked, 'POST', '/v1/profiles/check', { body });
    const [fault] = checked.body.faults;
    const said = checked.body.datasets[reference.dataset];
    if (fault !== undefined)
      return wrong(`${countText(codes.length, 'code')}: ${fault.message}`, 'list fewer codes in a rule');
    if (said?.passes === null || said === undefined)
      throw new NotTried('no profile in force shows all of a dataset, and the engine reads as one: make one');
    const answer = await at.ask(countsBy(reference, level, { areas: codes }), reference.through);
    const expected = sumOf(countsOf(answer)) + numberOf(answer.result.outsideCoverage);
    return said.passes === expected
      ? ok(
          `${countText(codes.length, level)}, ${characters.toLocaleString('en-GB')} characters: ${countText(expected, 'record')} both ways, in ${spanText(checked.ms)}`,
        )
      : wrong(
          `the rule lets ${said.passes} records through, the same areas have ${expected}`,
          'give nobody a profile with a rule until this is understood',
        );
  },
};

export const profileInForce: Probe = {
  name: 'profile-in-force',
  what: 'A new profile with a long row rule is in force, shows just its records, and a change of it is soon in force',
  why: 'managed results of a filtered table under our key; latency of Lake Formation; a rule on the year reads less',
  wants: ['--site', 'a second token'],
  makes: 'a profile that nobody holds; it is retired again, and its id stays in the list of retired ones',
  async run(context) {
    const [site, approver] = [context.site(), context.approver()];
    const left = Number(site.claims()?.['exp'] ?? Number.NaN) * 1_000 - context.clock.now();
    if (left < NEEDED_MS)
      throw new NotTried(
        `the token holds for ${spanText(Math.max(0, left))} more, and this takes up to ${spanText(NEEDED_MS)}: take a fresh one`,
      );
    const long = await longRule(site);
    const id = newProfileId();
    try {
      return await follow(context, site, approver, long, id);
    } finally {
      await takeBack(site, id);
    }
  },
};

async function follow(
  { clock, cloud }: LiveContext,
  site: Site,
  approver: Site,
  long: Awaited<ReturnType<typeof longRule>>,
  id: string,
) {
  const { reference, level, codes, rule } = long;
  const path = `/v1/profiles/${id}`;
  const put = (spec: unknown, etag: string) =>
    site.call(Written, 'PUT', path, { body: spec, headers: { 'if-match': etag } });
  const spec = countsBy(reference, level);
  const expected = countsOf(await site.ask(countsBy(reference, level, { areas: codes }), reference.through));

  const { body: proposed } = await put(profileOf(long, id, rule), '"0"');
  if (proposed.state !== 'awaiting-approval')
    return wrong(
      'a new profile is in force without a second Super Admin',
      'stop all access, and find out why',
    );
  const changePath = `/v1/profile-changes/${proposed.change.id}/approval`;
  const approved = clock.now();
  await approver.call(Profile.pick({ etag: true }), 'POST', changePath);
  const first = await answerInForce({ site, clock, cloud }, path, spec, id);
  if (first === null) return wrong(`not in force in ${spanText(IN_FORCE.forMs)}`, PROVISIONER);
  const made = clock.now() - approved;
  const fault = difference(countsOf(first.answer), expected);
  if (fault !== null) return wrong(fault, 'give nobody a profile with a rule until this is understood');

  const year = Number(reference.to.slice(0, 4));
  const narrowed = { all: [rule, { column: 'year', op: '=', value: year }] } as const;
  const ofYear = countsOf(
    await site.ask(countsBy(reference, level, { areas: codes, year }), reference.through),
  );
  const changed = clock.now();
  const { body: written } = await put(profileOf(long, id, { all: [...narrowed.all] }), first.etag);
  if (written.state !== 'in-force')
    return wrong('a narrower rule waits for approval', 'the comparison of profiles does not see that it is');
  const second = await answerInForce({ site, clock, cloud }, path, spec, id);
  if (second === null) return wrong(`a change is not in force in ${spanText(IN_FORCE.forMs)}`, PROVISIONER);
  const took = clock.now() - changed;
  const wider = difference(countsOf(second.answer), ofYear);
  if (wider !== null) return wrong(`after the change ${wider}`, PROVISIONER);
  const [all, one] = [first.bytes, second.bytes];
  const severalYears = reference.from.slice(0, 4) !== reference.to.slice(0, 4);
  if (all !== null && one !== null && severalYears && one >= all)
    return wrong(
      `a rule on one year reads ${bytesText(one)}, all years ${bytesText(all)}`,
      'partitions are not pruned by a row rule: count on the whole dataset for each question under one',
    );
  return ok(
    [
      `${countText(codes.length, level)}: ${countText(sumOf(expected), 'record')} as without it`,
      `first answer ${spanText(made)} after approval, ${spanText(took)} after a change`,
      all === null || one === null
        ? 'bytes not told'
        : `${bytesText(all)} read, ${bytesText(one)} with a rule on ${year}`,
    ].join('; '),
  );
}

/** The answer under the current version as soon as it is in force; null when it is not in time. */
async function answerInForce(
  { site, clock, cloud }: Pick<LiveContext, 'clock' | 'cloud'> & { readonly site: Site },
  path: string,
  spec: QuerySpec,
  id: string,
): Promise<{ readonly answer: Answer; readonly bytes: number | null; readonly etag: string } | null> {
  return waitFor(clock, IN_FORCE, async () => {
    const { body } = await site.call(Profile, 'GET', path);
    if (body.enforcedVersion === null || body.enforcedVersion < body.version) return null;
    const told = await watchBytes(cloud, id);
    try {
      return { answer: await site.ask(spec, id), bytes: await told(), etag: body.etag };
    } catch (error) {
      if (error instanceof Refusal && error.status === 503) return null;
      throw error;
    }
  });
}

/** Retires the profile where it came to be, and takes back what still waits for approval. */
async function takeBack(site: Site, id: string): Promise<void> {
  const Changes = z.object({
    items: z.array(z.object({ id: z.string(), profile: z.object({ id: z.string() }) })),
  });
  const { body } = await site.call(Changes, 'GET', '/v1/profile-changes');
  for (const change of body.items)
    if (change.profile.id === id) await site.send('DELETE', `/v1/profile-changes/${change.id}`);
  const reply = await site.send('GET', `/v1/profiles/${id}`);
  if (reply.status === 404) return;
  const { etag } = Profile.parse(reply.body);
  const retired = await site.send('POST', `/v1/profiles/${id}/retirement`, { headers: { 'if-match': etag } });
  if (retired.status !== 200) throw new Error(`the profile ${id} could not be retired: retire it by hand`);
}

function newProfileId(): string {
  return `live-${randomBytes(4).toString('hex')}`;
}

function numberOf(count: number | string): number {
  return typeof count === 'number' ? count : 0;
}

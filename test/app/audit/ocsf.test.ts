import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportAudit } from '#app/audit/export.ts';
import { sealAudit } from '#app/audit/sealer.ts';
import type { AuditEvent } from '#app/ports.ts';
import { recordedEvents } from '#test/support/audit-events.ts';
import { auditEvent } from '../../contract/audit.ts';
import { type MadeAudit, makeAudit, person } from './made-audit.ts';

const AUDITOR = person('demo-auditor', 'auditor');

/** What OCSF 1.3.0 requires of each class: attributes, of which one must be there, and which activities it knows. */
const CLASSES: Readonly<
  Record<
    number,
    { readonly required: readonly string[]; readonly oneOf: readonly string[]; readonly activities: number }
  >
> = {
  3001: { required: ['user'], oneOf: [], activities: 11 },
  3002: { required: ['user'], oneOf: ['service', 'dst_endpoint'], activities: 7 },
  3005: { required: ['user', 'privileges'], oneOf: [], activities: 2 },
  6003: { required: ['actor', 'api', 'src_endpoint'], oneOf: [], activities: 4 },
  6005: { required: ['actor', 'src_endpoint'], oneOf: ['database', 'databucket', 'table'], activities: 10 },
};
const OF_ALL = ['activity_id', 'category_uid', 'class_uid', 'metadata', 'severity_id', 'time', 'type_uid'];

// biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
function faultsOf(event: any): readonly string[] {
  const known = CLASSES[event.class_uid];
  if (known === undefined) return [`class ${event.class_uid} is not known`];
  const { required, oneOf, activities } = known;
  const id = event.activity_id;
  return [
    ...[...OF_ALL, ...required].filter((name) => event[name] === undefined || event[name] === null),
    ...(oneOf.length === 0 || oneOf.some((name) => event[name] !== undefined) ? [] : [`none of ${oneOf}`]),
    ...(id === 99 || (id >= 1 && id <= activities) ? [] : [`activity ${id}`]),
    ...(event.type_uid === event.class_uid * 100 + id ? [] : ['type_uid']),
    ...(event.category_uid === Math.floor(event.class_uid / 1000) ? [] : ['category_uid']),
    ...(Number.isSafeInteger(event.time) && event.time > 1e12 ? [] : ['time']),
    ...(event.metadata?.version === '1.3.0' && event.metadata.product?.vendor_name !== undefined
      ? []
      : ['metadata']),
    ...(event.actor?.user?.uid === undefined ? ['actor.user.uid'] : []),
    ...(event.api === undefined || typeof event.api.operation === 'string' ? [] : ['api.operation']),
    ...(event.class_uid === 3005 && event.privileges.length === 0 ? ['privileges'] : []),
  ];
}

const EVENTS: readonly (readonly [Partial<AuditEvent>, number, number])[] = [
  [{ action: 'sign-in', phase: 'outcome', object: 'sign-in', detail: {} }, 3002, 1],
  [{ action: 'sign-in', phase: 'outcome', object: 'sign-out', detail: {} }, 3002, 2],
  [{ action: 'refusal', phase: 'outcome', object: 'sign-in/second-use', detail: {} }, 3002, 1],
  [
    {
      action: 'refusal',
      phase: 'outcome',
      object: 'operation/getQuery',
      detail: { method: 'GET', code: 'NOT_FOUND' },
    },
    6003,
    2,
  ],
  [{ action: 'consultation', datasets: ['mps-crime'], rows: 4, phase: 'outcome' }, 6005, 4],
  [{ action: 'combination', datasets: ['mps-crime', 'btp-crime'] }, 6005, 4],
  [{ action: 'disclosure', recipients: ['ann'] }, 6005, 1],
  [{ action: 'collection' }, 6005, 5],
  [{ action: 'alteration', phase: 'outcome', detail: { done: false } }, 6005, 2],
  [{ action: 'erasure' }, 6005, 7],
  [{ action: 'administration', object: 'user/bob', detail: { change: 'disablement' } }, 3001, 5],
  [{ action: 'administration', object: 'user/bob', detail: { change: 'own details' } }, 3001, 99],
  [
    {
      action: 'administration',
      object: 'user/bob',
      detail: {
        change: 'change',
        before: { roles: ['analyst'], profile: null },
        after: { roles: ['analyst'], profile: 'p' },
      },
    },
    3005,
    1,
  ],
  [
    {
      action: 'administration',
      object: 'user/bob',
      detail: { change: 'change', before: { roles: ['analyst', 'auditor'] }, after: { roles: ['analyst'] } },
    },
    3005,
    2,
  ],
  [{ action: 'administration', object: 'profile/p', detail: { change: 'profile' } }, 6003, 3],
  [{ action: 'audit-read', object: 'audit/search' }, 6003, 2],
];

let at: MadeAudit;
beforeEach(async () => {
  at = await makeAudit();
  for (const [i, [more]] of EVENTS.entries())
    await at.audit.record(auditEvent(`e${i}`, { personal: { words: 'Jane Doe' }, ...more }));
  await sealAudit(at);
});
afterEach(() => at.dispose());

async function linesOf(
  format: 'jsonl' | 'ocsf',
  more: { from?: string; to?: string } = {},
): Promise<readonly string[]> {
  const { text } = await exportAudit(at, AUDITOR, { format, ...more });
  return text.split('\n').filter((line) => line !== '');
}

describe('exportAudit(platform, caller, spec)', () => {
  it('gives every kind of event as a valid event of OCSF 1.3.0, in the class that fits', async () => {
    const events = (await linesOf('ocsf')).map((line) => JSON.parse(line));
    expect(events.flatMap(faultsOf)).toEqual([]);
    expect(events.map(({ class_uid, activity_id }) => [class_uid, activity_id])).toEqual(
      EVENTS.map(([, class_uid, activity_id]) => [class_uid, activity_id]),
    );
    expect(events[3]).toMatchObject({
      status_id: 2,
      api: { operation: 'getQuery', response: { error: 'NOT_FOUND' } },
    });
    expect(events[4]).toMatchObject({ status_id: 1, count: 4, database: { name: 'mps-crime' } });
    expect(events[12]).toMatchObject({ privileges: ['roles/analyst', 'profile/p'] });
  });

  it('gives JSON Lines exactly as they are sealed, and nothing personal in the clear', async () => {
    const lines = await linesOf('jsonl');
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      (await recordedEvents(at)).slice(0, EVENTS.length).map(({ ...event }) => {
        const { sealed: _sealed, ...recorded } = event as typeof event & { sealed?: unknown };
        return recorded;
      }),
    );
    expect(lines.join() + (await linesOf('ocsf')).join()).not.toContain('Jane');
  });

  it('gives each sealed event of the time once, over all pages', async () => {
    for (let i = 0; i < 6; i += 1) {
      at.set(new Date(at.clock().getTime() + 24 * 60 * 60_000).toISOString());
      await Promise.all(Array.from({ length: 500 }, () => at.effect({ detail: { words: 'w'.repeat(500) } })));
      await sealAudit(at);
    }
    const wanted = (await recordedEvents(at)).filter(
      ({ action, at: time }) => action === 'consultation' && time >= '2026-03-03' && time < '2026-03-07',
    );
    const spec = { format: 'jsonl', from: '2026-03-03', to: '2026-03-06' } as const;
    const found: string[] = [];
    let [cursor, pages]: [string | undefined, number] = [undefined, 0];
    do {
      const page = await exportAudit(at, AUDITOR, { ...spec, cursor });
      found.push(...page.text.split('\n').filter((line) => line !== ''));
      cursor = page.nextCursor ?? undefined;
      pages += 1;
    } while (cursor !== undefined);
    expect(pages).toBeGreaterThan(1);
    expect(found.map((line) => JSON.parse(line).link)).toEqual(wanted.map(({ link }) => link));
  });

  it('takes an auditor, and is an entry of the audit', async () => {
    await expect(exportAudit(at, person('x', 'org-admin'), { format: 'jsonl' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await linesOf('ocsf');
    expect((await recordedEvents(at)).at(-1)).toMatchObject({ object: 'audit/export', rows: EVENTS.length });
  });
});

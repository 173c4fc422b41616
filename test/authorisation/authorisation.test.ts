import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Role } from '#app/caller.ts';
import { callerFor } from '#app/people.ts';
import { AppError } from '#core/model/error.ts';
import { allRoutes } from '#http/routes/all.ts';
import { callerSite, callSites } from './call-sites.ts';
import { DIRECT } from './direct.ts';
import { type DirectRow, LETTERS, type Row, verdictOf, type Whose } from './row.ts';
import { TABLE } from './table.ts';
import { makeWorld, type World } from './world.ts';

/** What the calls of the authorisation in lib/app do in this file: which were made, and which is taken out. */
const calls = vi.hoisted(() => ({ made: new Set<string>(), removed: null as string | null }));

vi.mock('#app/authorise.ts', async (original) => {
  const actual = await original<typeof import('#app/authorise.ts')>();
  const isRemoved = () => {
    const site = callerSite(new Error('where').stack);
    calls.made.add(site);
    return site === calls.removed;
  };
  return {
    ...actual,
    authorise: (...args: Parameters<typeof actual.authorise>) => {
      if (!isRemoved()) actual.authorise(...args);
    },
    may: (...args: Parameters<typeof actual.may>) => isRemoved() || actual.may(...args),
  };
});

type Case = { readonly row: Row | DirectRow; readonly role: Role; readonly whose: Whose };

const ROUTES = allRoutes('test');
const CASES: readonly Case[] = [...TABLE, ...DIRECT].flatMap((row) =>
  (['own', 'foreign'] as const).flatMap((whose) =>
    row[whose] === null ? [] : LETTERS.map(([, role]) => ({ row, role, whose })),
  ),
);
/** Call of the authorisation → the cases that make it. */
const casesOf = new Map<string, Set<Case>>();
let world: World;

beforeAll(async () => {
  world = await makeWorld();
}, 120_000);
afterAll(() => world.server.close());

/** What is wrong with how a case ends, or null. */
function faultOf(one: Case): Promise<string | null> {
  return 'run' in one.row ? directFault(one.row, one) : routeFault(one.row, one);
}

async function directFault(row: DirectRow, { role, whose }: Case): Promise<string | null> {
  const caller = await callerFor(world.server.platform.registry, world.callers[role]);
  calls.made.clear();
  const code = await row.run(world, caller, whose).then(
    () => null,
    (error: unknown) => (error instanceof AppError ? error.code : 'INTERNAL'),
  );
  const verdict = code === 'FORBIDDEN' ? 'forbidden' : 'let in';
  return verdict === verdictOf(row, role, whose) ? null : `${role} was ${verdict} (${code}) for ${whose}`;
}

async function routeFault(row: Row, { role, whose }: Case): Promise<string | null> {
  const route = ROUTES.find(({ operation }) => operation === row.operation);
  if (route === undefined) return 'there is no such route';
  const sent = await row.send(world, role, whose);
  calls.made.clear();
  const before = world.events.length;
  const { status, text } = await world.send(role, route.method, sent);
  const found = row.lists === undefined ? true : text.includes(row.lists(world, whose));
  const told = `${role} got ${status} for ${whose} of ${sent.path}: ${text.slice(0, 300)}`;
  const verdict = verdictOf(row, role, whose);
  const isIn = status < 400 || (row.orConflict === true && status === 409);
  if (verdict === 'let in') return isIn && found ? null : `must be let in; ${told}`;
  if (verdict === 'not found' && row.lists !== undefined && status < 400)
    return found ? `must not list it; ${told}` : null;
  if (status !== (verdict === 'forbidden' ? 403 : 404)) return `must be ${verdict}; ${told}`;
  const refused = world.events
    .slice(before)
    .some(({ action, who }) => action === 'refusal' && who === world.callers[role]);
  return refused ? null : `a refusal must be audited; ${told}`;
}

describe('the table of routes, roles and whose object it is', () => {
  it('has a row for every route that wants a token, and no other', () => {
    const wanted = ROUTES.filter(({ access }) => access === 'signed-in').map(({ operation }) => operation);
    expect([...new Set(TABLE.map(({ operation }) => operation))].sort()).toEqual([...wanted].sort());
  });

  for (const row of [...TABLE, ...DIRECT])
    it(`holds for ${'run' in row ? row.name : row.operation}`, async () => {
      const faults: string[] = [];
      for (const one of CASES.filter((each) => each.row === row)) {
        const fault = await faultOf(one);
        if (fault !== null) faults.push(fault);
        for (const site of calls.made) casesOf.set(site, (casesOf.get(site) ?? new Set()).add(one));
      }
      expect(faults).toEqual([]);
    });
});

describe('without one of its authorisation calls', () => {
  for (const { at, call } of callSites())
    it(`fails in some case of the table: ${call} at ${at}`, async () => {
      const cases = casesOf.get(at);
      expect(cases, 'no case makes this call').toBeDefined();
      calls.removed = at;
      try {
        for (const one of cases ?? []) if ((await faultOf(one)) !== null) return;
      } finally {
        calls.removed = null;
      }
      expect.fail('every case still ends as the table says');
    });
});

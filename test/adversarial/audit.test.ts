import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anchoredHeads } from '#app/audit/anchored-heads.ts';
import {
  type Batch,
  CHAIN_PARTITION,
  type Chain,
  cardPartition,
  cardSort,
  PENDING_PARTITION,
  readCard,
  readChain,
  SEALED_PARTITION,
  SHARD_PARTITION,
} from '#app/audit/chain.ts';
import { eventOf, lineOf, sha256 } from '#app/audit/event.ts';
import { sealAudit } from '#app/audit/sealer.ts';
import { verifyAudit } from '#app/audit/verify.ts';
import { type MadeAudit, makeAudit } from '../app/audit/made-audit.ts';

let at: MadeAudit;
beforeEach(async () => {
  at = await makeAudit();
  for (let object = 0; object < 3; object += 1) {
    for (let i = 0; i < 4; i += 1) await at.effect({ who: `person-${i}` });
    await sealAudit(at);
    at.set(new Date(at.clock().getTime() + 60_000).toISOString());
  }
  for (let i = 0; i < 3; i += 1) await at.effect();
  expect(await verifyAudit(at)).toMatchObject({ state: 'whole', objects: 3, events: 30 });
});
afterEach(() => at.dispose());

const SECOND = 'audit/local/2026/03/01/0000000002.jsonl';
const THIRD = 'audit/local/2026/03/01/0000000003.jsonl';

async function linesOf(key: string): Promise<string[]> {
  return Buffer.from((await at.objects.get(key)) ?? [])
    .toString()
    .split('\n');
}

/** Changes an object in place, as somebody with the disk in hand could. */
async function tamper(key: string, change: (lines: string[]) => string[]): Promise<void> {
  await at.objects.put(key, change(await linesOf(key)).join('\n'));
}

async function firstBreak() {
  const found = await verifyAudit(at);
  expect(found.state).toBe('broken');
  return found.firstBreak;
}

/** Writes the last object anew, with every hash and link made to fit, and the registry with it. */
async function rewriteLast(change: (who: string) => string): Promise<void> {
  const [header = '', ...lines] = (await linesOf(THIRD)).filter((line) => line !== '');
  const before = (await linesOf(SECOND)).filter((line) => line !== '').at(-1) ?? '';
  let { link } = eventOf(before);
  const made = lines.map((line) => {
    const { link: _link, ...event } = eventOf(line);
    const next = lineOf({ ...event, who: change(event.who) }, link);
    link = next.link;
    return next.line;
  });
  const text = `${[header, ...made].join('\n')}\n`;
  await at.objects.put(THIRD, text);
  const hash = sha256(text);
  const { shard, sequence } = eventOf(lines.at(-1) ?? '');
  const card = await readCard(at, 'local', 3);
  const { chain } = await readChain(at, 'local');
  const pending = await at.registry.list<Batch>(PENDING_PARTITION);
  const relinked = pending.map(({ value }) => ({
    ...value,
    lines: value.lines.map((line) => {
      const { link: _link, ...event } = eventOf(line);
      const next = lineOf(event, link);
      link = next.link;
      return next.line;
    }),
  }));
  const end = eventOf(relinked.at(-1)?.lines.at(-1) ?? '');
  const sealedLink = eventOf(made.at(-1) ?? '').link;
  const put = (partition: string, sort: string, value: unknown) =>
    ({ kind: 'put', partition, sort, value, expected: null }) as const;
  await at.registry.transact([
    put(CHAIN_PARTITION, 'local', { ...chain, head: { ...chain.head, hash } } as Chain),
    put(cardPartition('local'), cardSort(3), { ...card, hash }),
    put(SEALED_PARTITION, shard, { sequence, link: sealedLink }),
    put(SHARD_PARTITION, shard, { sequence: end.sequence, link: end.link }),
    ...relinked.map((value, i) => put(PENDING_PARTITION, pending[i]?.sort ?? '', value)),
  ]);
}

describe('somebody who tampers with the audit is noticed', () => {
  it('when an event is changed', async () => {
    await tamper(SECOND, (lines) =>
      lines.map((line, i) => (i === 3 ? line.replace('person-', 'nobody-') : line)),
    );
    expect(await firstBreak()).toEqual({
      object: SECOND,
      at: 4,
      problem: 'it is not what was recorded: its link does not fit',
    });
  });

  it('when an event is dropped', async () => {
    await tamper(SECOND, (lines) => lines.toSpliced(3, 1));
    expect(await firstBreak()).toMatchObject({
      object: SECOND,
      at: 4,
      problem: expect.stringMatching(/is missing$/),
    });
  });

  it('when the last event of an object is dropped', async () => {
    await tamper(SECOND, (lines) => lines.toSpliced(8, 1));
    expect(await firstBreak()).toMatchObject({ object: SECOND, at: 1 });
  });

  it('when an event is inserted', async () => {
    await tamper(SECOND, (lines) => lines.toSpliced(3, 0, lines[3] ?? ''));
    expect(await firstBreak()).toMatchObject({ object: SECOND, at: 5 });
  });

  it('when events are put in another order', async () => {
    await tamper(SECOND, (lines) => [lines[0] ?? '', lines[2] ?? '', lines[1] ?? '', ...lines.slice(3)]);
    expect(await firstBreak()).toMatchObject({ object: SECOND, at: 2 });
  });

  it('when the end of an object is cut off', async () => {
    await at.objects.put(SECOND, (await linesOf(SECOND)).join('\n').slice(0, -40));
    expect(await firstBreak()).toMatchObject({ object: SECOND, problem: 'its last line is cut' });
  });

  it('when a line is no longer JSON', async () => {
    await tamper(SECOND, (lines) => lines.with(2, 'x'));
    expect(await firstBreak()).toMatchObject({ object: SECOND, at: 3, problem: 'line 3 is not JSON' });
  });

  it('when an object is removed, is there twice, or has changed places', async () => {
    const body = (await at.objects.get(SECOND)) ?? '';
    await at.objects.delete(SECOND);
    expect(await firstBreak()).toMatchObject({ problem: 'it is missing' });
    await at.objects.put(SECOND, (await at.objects.get(THIRD)) ?? '');
    expect(await firstBreak()).toMatchObject({
      object: SECOND,
      at: 1,
      problem: 'it says that it is object 3 of local',
    });
    await at.objects.put(SECOND, body);
    await at.objects.put(SECOND.replace('/03/01/', '/02/01/'), body);
    expect(await firstBreak()).toMatchObject({
      problem: expect.stringContaining('there is another object 2'),
    });
  });

  it('when an object is added after the head', async () => {
    await at.objects.put('audit/local/2026/03/01/0000000004.jsonl', (await at.objects.get(THIRD)) ?? '');
    expect(await firstBreak()).toMatchObject({ problem: 'it was added after the head' });
  });

  it('when an object in the middle is written anew with every link of its own made to fit', async () => {
    let link = eventOf((await linesOf('audit/local/2026/03/01/0000000001.jsonl')).at(-2) ?? '').link;
    await tamper(SECOND, ([header = '', ...lines]) => [
      header,
      ...lines.map((line) => {
        if (line === '') return line;
        const { link: _link, ...event } = eventOf(line);
        const made = lineOf({ ...event, who: 'nobody' }, link);
        link = made.link;
        return made.line;
      }),
    ]);
    expect(await firstBreak()).toMatchObject({ object: SECOND, at: null });
  });

  it('when a whole end of the audit is written anew, registry and all, only against a head that was kept elsewhere', async () => {
    const heads = await anchoredHeads(at);
    await rewriteLast((who) => (who === 'person-1' ? 'person-2' : who));
    expect(await verifyAudit(at)).toMatchObject({ state: 'whole' });
    expect((await verifyAudit(at, { heads })).firstBreak).toEqual({
      object: THIRD,
      at: null,
      problem: 'it is not the object whose sha256 was exported as the head',
    });
  });

  it('when the tail is cut off with the registry set back, only against a head that was kept elsewhere', async () => {
    const heads = await anchoredHeads(at);
    const { chain } = await readChain(at, 'local');
    const second = await readCard(at, 'local', 2);
    const lines = (await linesOf(SECOND)).filter((line) => line !== '');
    const { shard, sequence, link } = eventOf(lines.at(-1) ?? '');
    const put = (partition: string, sort: string, value: unknown) =>
      ({ kind: 'put', partition, sort, value, expected: null }) as const;
    const remove = (partition: string, sort: string) =>
      ({ kind: 'delete', partition, sort, expected: null }) as const;
    await at.objects.delete(THIRD);
    await at.registry.transact([
      put(CHAIN_PARTITION, 'local', { ...chain, head: { ...chain.head, number: 2, hash: second?.hash } }),
      put(SEALED_PARTITION, shard, { sequence, link }),
      put(SHARD_PARTITION, shard, { sequence, link }),
      remove(cardPartition('local'), cardSort(3)),
      ...(await at.registry.list(PENDING_PARTITION)).map(({ sort }) => remove(PENDING_PARTITION, sort)),
    ]);
    expect(await verifyAudit(at)).toMatchObject({ state: 'whole', objects: 2 });
    expect((await verifyAudit(at, { heads })).firstBreak).toEqual({
      object: 'registry',
      at: null,
      problem: 'the chain was cut: it ends at 2, its head was 3 already',
    });
  });

  it('when what is not sealed yet is removed from the registry', async () => {
    const pending = await at.registry.list<Batch>(PENDING_PARTITION);
    const remove = (sort: string) =>
      at.registry.transact([{ kind: 'delete', partition: PENDING_PARTITION, sort, expected: null }]);
    await remove(pending[1]?.sort ?? '');
    expect((await firstBreak())?.problem).toMatch(/^before it event \d+ of .* is missing$/);
    for (const { sort } of pending) await remove(sort);
    expect((await firstBreak())?.problem).toMatch(/^event \d+ of .* is missing$/);
  });

  it('when what is not sealed yet is changed in the registry, before it is sealed and after', async () => {
    const [item] = await at.registry.list<Batch>(PENDING_PARTITION);
    if (item === undefined) throw new Error('nothing is pending');
    const lines = item.value.lines.map((line) => line.replace('somebody', 'anybody'));
    const value = { ...item.value, lines };
    await at.registry.transact([
      { kind: 'put', partition: PENDING_PARTITION, sort: item.sort, value, expected: null },
    ]);
    expect((await firstBreak())?.problem).toBe('it is not what was recorded: its link does not fit');
    await sealAudit(at);
    expect((await firstBreak())?.problem).toBe('it is not what was recorded: its link does not fit');
  });

  it('when the counter of a writer or the head is removed', async () => {
    const [counter] = await at.registry.list(SHARD_PARTITION);
    await at.registry.transact([
      { kind: 'delete', partition: SHARD_PARTITION, sort: counter?.sort ?? '', expected: null },
    ]);
    expect((await firstBreak())?.problem).toMatch(/^the count of events of .* is missing$/);
    await at.registry.transact([
      { kind: 'delete', partition: CHAIN_PARTITION, sort: 'local', expected: null },
    ]);
    expect((await verifyAudit(at)).state).toBe('broken');
  });
});

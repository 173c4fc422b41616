import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readImplementations, readPorts } from '../bin/architecture/implementations.ts';
import { PAGE, renewed } from '../bin/architecture/page.ts';
import { FUNCTIONS } from '../lambdas/functions.ts';

const page = readFileSync(PAGE, 'utf8');

describe('docs/architecture.md', () => {
  it('says what the code says (node --import tsx bin/architecture.ts writes it)', () => {
    expect(page).toBe(renewed(page));
  });

  it('is stale as soon as a function, a floor or an adapter in it is another', () => {
    for (const [said, other] of [
      ['fn_audit_sealer["audit-sealer"]', 'fn_audit_sealer["sealer"]'],
      ['| `lib/core/` | `lib/core/` |', '| `lib/core/` | `lib/core/` `lib/app/` |'],
      ['port_Registry -.- LmdbRegistry', 'port_Registry -.- Another'],
    ] as const) {
      expect(page).toContain(said);
      const stale = page.replace(said, other);
      expect(renewed(stale)).not.toBe(stale);
      expect(renewed(stale)).toBe(page);
    }
  });

  it('names every function, and every port with what implements it', () => {
    for (const name of Object.keys(FUNCTIONS)) expect(page).toContain(`| \`${name}\` |`);
    const ports = readPorts();
    expect(ports).toEqual(expect.arrayContaining(['AuditLog', 'ObjectStore', 'QueryEngine', 'Registry']));
    const implemented = new Set(readImplementations(ports).map(({ port }) => port));
    expect(ports.filter((port) => !implemented.has(port))).toEqual([]);
  });

  it('draws no line to a node that is not in the diagram', () => {
    const drawing = /```mermaid\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const lines = drawing.split('\n');
    const nodes = lines.flatMap((line) => /^ +(?:subgraph )?(\w+) ?(?:\[|\(|\{)/.exec(line)?.[1] ?? []);
    const ends = lines
      .filter((line) => / (-->|-\.-) /.test(line))
      .flatMap((line) => line.trim().split(/ (?:-->|-\.-) /))
      .map((end) => /^\w+/.exec(end)?.[0] ?? '');
    expect(ends.length).toBeGreaterThan(30);
    expect(ends.filter((end) => !nodes.includes(end))).toEqual([]);
  });

  it('refuses a page that lost a place', () => {
    expect(() => renewed(page.replace('<!-- code: floors -->', ''))).toThrow('has no place for floors');
  });
});

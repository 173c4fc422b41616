// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { AreaTree } from '#web/panel/area-tree.tsx';
import { AreaHierarchy, checkedState, toggleArea, visibleItems } from '#web/panel/tree-model.ts';

const area = (code: string, name: string, parents: Record<string, string> = {}) => ({
  code,
  name,
  parents,
  label: [0, 51] as const,
});
const boroughs = [area('C', 'Camden'), area('B', 'Barnet')];
const wards = [
  area('C1', 'Bloomsbury', { borough: 'C' }),
  area('C2', 'Gospel Oak', { borough: 'C' }),
  area('B1', 'Hendon', { borough: 'B' }),
];
const lsoas = [
  area('L1', 'Camden 001A', { borough: 'C', ward: 'C1' }),
  area('L2', 'Camden 001B', { borough: 'C', ward: 'C1' }),
];
const levels = ['borough', 'ward', 'lsoa'];
const all = new AreaHierarchy(
  levels,
  (level) => ({ borough: boroughs, ward: wards, lsoa: lsoas })[level] ?? null,
);

function Tree() {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  return (
    <>
      <AreaTree
        label="Areas"
        items={visibleItems(all, all.roots(boroughs), chosen, expanded)}
        onToggle={(code) => setChosen(toggleArea(all, chosen, code))}
        onExpand={(code, _level, open) =>
          setExpanded(new Set(open ? [...expanded, code] : [...expanded].filter((other) => other !== code)))
        }
      />
      <output>{chosen.join(' ')}</output>
    </>
  );
}

const item = (name: string) => screen.getByRole('treeitem', { name: new RegExp(name) });
const chosen = () => document.querySelector('output')?.textContent;

afterEach(cleanup);

describe('AreaTree', () => {
  it('is worked by keyboard: arrows move and open, Space ticks, Home and End jump, letters find', async () => {
    render(<Tree />);
    const user = userEvent.setup();
    await user.tab();
    expect(document.activeElement).toBe(item('Barnet'));
    await user.keyboard('{ArrowDown}{ArrowRight}');
    expect(item('Camden').getAttribute('aria-expanded')).toBe('true');
    await user.keyboard('{ArrowRight} ');
    expect(chosen()).toBe('C1');
    expect(item('Camden').getAttribute('aria-checked')).toBe('mixed');
    expect(within(item('Camden')).getByText('1 of 2')).toBeTruthy();
    await user.keyboard('{ArrowLeft}');
    expect(document.activeElement).toBe(item('Camden'));
    await user.keyboard('{ArrowLeft}{Home}');
    expect(item('Camden').getAttribute('aria-expanded')).toBe('false');
    expect(document.activeElement).toBe(item('Barnet'));
    await user.keyboard('{End}');
    expect(document.activeElement).toBe(item('Camden'));
    await user.keyboard('b');
    expect(document.activeElement).toBe(item('Barnet'));
  });

  it('is worked by mouse: the arrow opens, the row ticks', async () => {
    render(<Tree />);
    const user = userEvent.setup();
    const arrow = item('Camden').querySelector('.tree-open');
    if (arrow !== null) await user.click(arrow);
    expect(chosen()).toBe('');
    await user.click(item('Gospel Oak'));
    expect(chosen()).toBe('C2');
    await user.click(item('Gospel Oak'));
    expect(chosen()).toBe('');
  });

  it('has one stop for the Tab key', () => {
    render(<Tree />);
    expect(screen.getAllByRole('treeitem').filter((element) => element.tabIndex === 0)).toHaveLength(1);
  });

  it('has nothing for axe to report', async () => {
    render(<Tree />);
    const { violations } = await axe.run(document.body, {
      rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
    });
    expect(violations.map((violation) => violation.id)).toEqual([]);
  });
});

describe('toggleArea(hierarchy, chosen, code)', () => {
  it('takes the place of what was chosen below', () => {
    expect(toggleArea(all, ['C1', 'L2', 'B'], 'C')).toEqual(['B', 'C']);
  });

  it('chooses the other parts when one part of a chosen area is unticked', () => {
    expect(toggleArea(all, ['C'], 'C1')).toEqual(['C2']);
    expect([...toggleArea(all, ['C'], 'L1')].sort()).toEqual(['C2', 'L2']);
  });

  it('undoes itself', () => {
    expect(toggleArea(all, toggleArea(all, [], 'C1'), 'C1')).toEqual([]);
  });
});

describe('checkedState(hierarchy, chosen, code)', () => {
  it('is true below a chosen area and mixed above one', () => {
    expect(checkedState(all, new Set(['C']), 'L1')).toBe('true');
    expect(checkedState(all, new Set(['L1']), 'C')).toBe('mixed');
    expect(checkedState(all, new Set(['L1']), 'B')).toBe('false');
  });
});

describe('AreaHierarchy', () => {
  it('does not know children of a level that has not been fetched', () => {
    const some = new AreaHierarchy(levels, (level) => (level === 'borough' ? boroughs : null));
    expect(some.hasChildren('C')).toBeNull();
    expect(all.hasChildren('C2')).toBe(false);
  });

  it('finds names that start with the text first, coarse levels before fine ones', () => {
    expect(all.search('camden', 10).map((found) => found.code)).toEqual(['C', 'L1', 'L2']);
    expect(all.search('oak', 10).map((found) => found.code)).toEqual(['C2']);
  });
});

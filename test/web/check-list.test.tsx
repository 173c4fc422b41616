// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { CheckList, type CheckOption } from '#web/panel/check-list.tsx';

const option = (code: string, parent?: string): CheckOption => ({
  code,
  label: code,
  ...(parent === undefined ? {} : { parent }),
});
const GROUPED = [
  option('Arson'),
  option('Burglary', 'Acquisitive'),
  option('Assault', 'Violent'),
  option('Theft', 'Acquisitive'),
  option('Robbery', 'Violent'),
];

function show(options: readonly CheckOption[], single = false): { readonly chosen: () => readonly string[] } {
  let now: readonly string[] = [];
  function List() {
    const [chosen, setChosen] = useState<readonly string[]>([]);
    now = chosen;
    return (
      <CheckList legend="Crime type" options={options} chosen={chosen} single={single} onChange={setChosen} />
    );
  }
  render(<List />);
  return { chosen: () => now };
}

const groups = () =>
  [...document.querySelectorAll('.check-group')].map((group) => [
    group.querySelector('legend')?.textContent,
    ...[...group.querySelectorAll('label')].map((label) => label.textContent),
  ]);

afterEach(cleanup);

describe('CheckList', () => {
  it('puts options below what they belong to, and those of no group last', () => {
    show(GROUPED);
    expect(groups()).toEqual([
      ['Acquisitive', 'Burglary', 'Theft'],
      ['Violent', 'Assault', 'Robbery'],
      ['In no group', 'Arson'],
    ]);
  });

  it('chooses all of a group and gives it up again, beside what else is chosen', async () => {
    const { chosen } = show(GROUPED);
    await userEvent.click(screen.getByLabelText('Assault'));
    await userEvent.click(screen.getByRole('button', { name: 'Select all of Acquisitive' }));
    expect([...chosen()].sort()).toEqual(['Assault', 'Burglary', 'Theft']);
    const acquisitive = screen.getByRole('group', { name: 'Acquisitive' });
    expect(within(acquisitive).getByText('2 of 2')).toBeTruthy();
    expect(screen.getByRole('status').textContent).toBe('3 selected');
    await userEvent.click(screen.getByRole('button', { name: 'Clear of Acquisitive' }));
    expect(chosen()).toEqual(['Assault']);
  });

  it('searches by group too, and then chooses only what is shown', async () => {
    const more = Array.from({ length: 6 }, (_, number) => option(`Fraud ${number}`, 'Acquisitive'));
    const { chosen } = show([...GROUPED, ...more]);
    await userEvent.type(screen.getByRole('searchbox'), 'violent');
    expect(groups()).toEqual([['Violent', 'Assault', 'Robbery']]);
    await userEvent.click(screen.getByRole('button', { name: 'Select 2 shown' }));
    expect([...chosen()].sort()).toEqual(['Assault', 'Robbery']);
    await userEvent.clear(screen.getByRole('searchbox'));
    await userEvent.type(screen.getByRole('searchbox'), 'fraud 3');
    await userEvent.click(screen.getByRole('button', { name: 'Select all of Acquisitive' }));
    expect([...chosen()].sort()).toEqual(['Assault', 'Fraud 3', 'Robbery']);
  });

  it('offers no whole group where only one value may be asked for', () => {
    show(GROUPED, true);
    expect(groups()).toHaveLength(3);
    expect(screen.queryByRole('button', { name: /^Select all/ })).toBeNull();
  });

  it('has no headings where nothing is said of groups', () => {
    show([option('Arson'), option('Theft')]);
    expect(groups()).toEqual([]);
    expect(screen.getAllByRole('checkbox')).toHaveLength(2);
  });
});

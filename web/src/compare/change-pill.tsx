import { formatPercent } from '../format/number.ts';
import { type Change, chanceText, isMoreThanChance } from './change.ts';

/** A change in per cent; in colour only when it is more than chance, which is also said. Nothing from a small base. */
export function ChangePill({ change }: { readonly change: Change | null }) {
  if (change === null || change.percent === null) return null;
  const { percent, z } = change;
  const way = percent > 0 ? 'up' : percent < 0 ? 'down' : 'same';
  const sign = { up: '↗', down: '↘', same: '→' }[way];
  const told = z === null || isMoreThanChance(change);
  return (
    <span className="change" data-way={told ? way : 'same'} title={chanceText(change)}>
      <span aria-hidden="true">{sign}</span>
      <span className="visually-hidden">{way === 'same' ? 'unchanged' : way}</span>{' '}
      {formatPercent(Math.abs(percent))}
      <span className="visually-hidden">, {chanceText(change)}</span>
    </span>
  );
}

import { ArrowDown, ArrowUp } from 'lucide-react';
import { useState } from 'react';
import { Part, PartError } from '../charts/part.tsx';
import { provisionalMonths, provisionalNote } from '../charts/provisional.ts';
import type { CardProps } from '../explore/cards/card-props.ts';
import { CopyButton } from '../explore/copy-button.tsx';
import { ScrollBox } from '../shell/scroll-box.tsx';
import { Loading } from '../shell/state-message.tsx';
import { levelLabel } from '../state/grouping.ts';
import { monthLabel } from '../state/month.ts';
import { byLuckText, isMoreThanChance, isOfTooFew, TOO_FEW_NOTE } from './change.ts';
import { type Column, changedText, columnsOf } from './changed-columns.ts';
import { comparedLabel, testText, usedText } from './compare-words.ts';
import type { Compared } from './comparison.ts';
import { monthsLeftOut, type Plan, useComparedGroups } from './use-comparison.ts';
import { windowsLabel } from './windows.ts';

type By = 'area' | 'category';
type Sorting = { readonly key: string; readonly descending: boolean };

/** What has no number stays at the end, whichever way the rest is sorted. */
function sortedGroups(
  groups: readonly Compared[],
  columns: readonly Column[],
  { key, descending }: Sorting,
): readonly Compared[] {
  const way = descending ? -1 : 1;
  const column = columns.find((one) => one.key === key);
  return [...groups].sort((a, b) => {
    if (column === undefined) return way * a.label.localeCompare(b.label);
    const [one, other] = [column.value(a), column.value(b)];
    if (one === null || other === null)
      return Number(one === null) - Number(other === null) || a.label.localeCompare(b.label);
    return way * (one - other) || a.label.localeCompare(b.label);
  });
}

/** How each area or category changed between the two windows, with the chance test. */
export function ChangedCard(props: CardProps) {
  const { plan } = props.comparison;
  return (
    <Part title="What changed">
      <section className="card card-changed span-12" aria-labelledby="changed-title">
        {plan === null ? (
          <>
            <Head subtitle="" />
            <Loading what="Comparing" />
          </>
        ) : 'reason' in plan ? (
          <>
            <Head subtitle="" />
            <p className="state">{plan.reason}</p>
          </>
        ) : (
          <Changes {...props} plan={plan} />
        )}
      </section>
    </Part>
  );
}

function Head({ subtitle, children }: { readonly subtitle: string; readonly children?: React.ReactNode }) {
  return (
    <div className="card-head">
      <div>
        <h2 id="changed-title">What changed</h2>
        {subtitle !== '' && <p className="hint">{subtitle}</p>}
      </div>
      <div className="card-tools">{children}</div>
    </div>
  );
}

function Changes({ choice, state, geography, answers, plan }: CardProps & { readonly plan: Plan }) {
  const [by, setBy] = useState<By>('area');
  const [sorting, setSorting] = useState<Sorting>({ key: 'difference', descending: true });
  const field = choice.category;
  const byArea = by === 'area' || field === null;
  const compared = useComparedGroups(
    { choice, state },
    plan,
    byArea ? { area: geography.level } : { field: field.name },
    byArea ? { kind: 'area' } : { kind: 'field', field: field.name },
    answers.held,
  );
  const { windows, isExact } = plan;
  const { count, missing } = monthsLeftOut(windows);
  const name = byArea ? levelLabel(geography.level) : field.label;
  const columns = columnsOf(choice, state, plan, compared.used);
  const groups = sortedGroups(compared.groups ?? [], columns, sorting);
  const open = [...provisionalMonths(choice.datasets)].filter(
    (month) => month >= windows.now.from && month <= windows.now.to,
  );
  const isTested = state.measure.kind === 'count' || state.measure.kind === 'rate';
  const tested = groups.filter(({ change }) => change?.z !== null && change !== null);
  const passed = tested.filter(({ change }) => change !== null && isMoreThanChance(change)).length;
  return (
    <>
      <Head subtitle={[comparedLabel(choice, state), windowsLabel(windows)].filter(Boolean).join(', ')}>
        {field !== null && (
          <fieldset className="segmented">
            <legend className="visually-hidden">What changed, by</legend>
            {(['area', 'category'] as const).map((one) => (
              <label key={one}>
                <input type="radio" name="changed-by" checked={one === by} onChange={() => setBy(one)} />
                <span>{one === 'area' ? levelLabel(geography.level, true) : field.label}</span>
              </label>
            ))}
          </fieldset>
        )}
        {choice.access.download && groups.length > 0 && (
          <CopyButton text={() => changedText(name, columns, groups)} what={`${groups.length} rows`} />
        )}
      </Head>
      {compared.error !== null ? (
        <PartError error={compared.error} retry={compared.refetch} />
      ) : compared.groups === null ? (
        <Loading what="Comparing" />
      ) : (
        <ScrollBox className="card-table" label="What changed, table">
          <table className="changed">
            <thead>
              <tr>
                <SortHead label={name} sortKey="name" sorting={sorting} onSort={setSorting} />
                {columns.map(({ key, label, className }) => (
                  <SortHead
                    key={key}
                    {...{ label, sorting, onSort: setSorting }}
                    className={className}
                    sortKey={key}
                  />
                ))}
              </tr>
            </thead>
            <tbody>
              {groups.map((group) => (
                <tr
                  key={group.key ?? 'not-known'}
                  data-chance={group.change !== null && isMoreThanChance(group.change) ? 'more' : 'could'}
                >
                  <th scope="row">{group.label}</th>
                  {columns.map(({ key, className, text }) => (
                    <td key={key} className={className}>
                      {text(group)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      <p className="card-note">
        {open.length > 0 && `${provisionalNote(new Set(open))} `}
        {missing.length > 0 &&
          `${count} ${count === 1 ? 'month takes' : 'months take'} no part, in both windows, because not supplied in whole: ${missing.map(monthLabel).join(', ')}. `}
        {groups.some(({ change }) => change !== null && isOfTooFew(change)) && `${TOO_FEW_NOTE} `}
        {compared.used !== null && `${usedText(compared.used, windows)} `}
        {isExact || !isTested
          ? `${testText(state, compared.used)}${tested.length > 0 ? ` Here ${passed} of ${tested.length} are more than chance; ${byLuckText(tested.length)} would be by luck.` : ''}`
          : 'No chance test: your profile changes or leaves out small numbers.'}
      </p>
    </>
  );
}

type SortHeadProps = {
  readonly label: string;
  readonly sortKey: string;
  readonly className?: Column['className'];
  readonly sorting: Sorting;
  readonly onSort: (next: Sorting) => void;
};

function SortHead({ label, sortKey, className, sorting, onSort }: SortHeadProps) {
  const on = sorting.key === sortKey;
  return (
    <th
      scope="col"
      className={className}
      aria-sort={on ? (sorting.descending ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        className="sort"
        onClick={() => onSort({ key: sortKey, descending: on ? !sorting.descending : sortKey !== 'name' })}
      >
        {label}
        {on &&
          (sorting.descending ? (
            <ArrowDown size={14} aria-hidden="true" />
          ) : (
            <ArrowUp size={14} aria-hidden="true" />
          ))}
      </button>
    </th>
  );
}

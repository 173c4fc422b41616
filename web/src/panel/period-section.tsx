import { CalendarDays } from 'lucide-react';
import { lazy, Suspense, useId, useState } from 'react';
import { hoursText, joined } from '#core/query/spoken.ts';
import type { Choice } from '../state/catalogue.ts';
import { type Exploration, toggled } from '../state/exploration.ts';
import { monthLabel, monthRange, periodLabel } from '../state/month.ts';
import { relativeOffers, relativeWords } from '../state/relative.ts';
import { PanelSection } from './section.tsx';
import { StretchSection } from './stretch-section.tsx';

const HoursEditor = lazy(() =>
  import('./hours-editor.tsx').then((module) => ({ default: module.HoursEditor })),
);

type Props = {
  readonly choice: Choice;
  readonly draft: Exploration;
  readonly onChange: (next: Exploration) => void;
};

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

export function PeriodSection({ choice, draft, onChange }: Props) {
  const fromId = useId();
  const toId = useId();
  const bounds = choice.bounds;
  if (bounds === null) return null;
  if (choice.access.kind === 'counts')
    return <StretchSection bounds={bounds} draft={draft} onChange={onChange} />;
  const months = [...monthRange(bounds.from, bounds.to)];
  const from = draft.from ?? bounds.from;
  const to = draft.to ?? bounds.to;
  for (const month of [from, to]) if (!months.includes(month)) months.push(month);
  months.sort();
  const set = (nextFrom: string, nextTo: string) => {
    const [first, last] = nextFrom <= nextTo ? [nextFrom, nextTo] : [nextTo, nextFrom];
    onChange({
      ...draft,
      relative: null,
      from: first === bounds.from ? null : first,
      to: last === bounds.to ? null : last,
    });
  };
  const select = (id: string, label: string, value: string, onPick: (month: string) => void) => (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onPick(event.target.value)}>
        {months.map((month) => (
          <option key={month} value={month}>
            {monthLabel(month)}
          </option>
        ))}
      </select>
    </div>
  );
  return (
    <PanelSection title="Period" icon={CalendarDays}>
      <div className="two" id="panel-period" tabIndex={-1}>
        {select(fromId, 'From', from, (month) => set(month, to))}
        {select(toId, 'To', to, (month) => set(from, month))}
      </div>
      <RelativePills bounds={bounds} draft={draft} onChange={onChange} />
      {!choice.knowsDays && !choice.knowsHours && (
        <p className="hint">Only the {choice.knowsMonths ? 'month' : 'year'} is known, no day and no hour.</p>
      )}
      {choice.knowsDays && <Weekdays draft={draft} onChange={onChange} />}
      {choice.knowsHours && <Hours draft={draft} onChange={onChange} />}
    </PanelSection>
  );
}

type PillProps = Omit<Props, 'choice'> & { readonly bounds: NonNullable<Choice['bounds']> };

/** Periods that move on with the data; each says what it means now. */
function RelativePills({ bounds, draft, onChange }: PillProps) {
  const id = useId();
  const all = draft.relative === null && draft.from === null && draft.to === null;
  const offers = relativeOffers(bounds);
  const chosen = offers.find(({ key }) => key === draft.relative);
  return (
    <>
      <div className="pills">
        {offers.map(({ key, label, means, why }) => (
          <button
            key={key}
            type="button"
            className="pill"
            aria-pressed={draft.relative === key}
            aria-disabled={why !== ''}
            title={why === '' ? means : why}
            aria-describedby={why === '' ? undefined : `${id}${key}`}
            onClick={() => why === '' && onChange({ ...draft, relative: key, from: null, to: null })}
          >
            {label}
            {why !== '' && (
              <span className="visually-hidden" id={`${id}${key}`}>
                {why}
              </span>
            )}
          </button>
        ))}
        <button
          type="button"
          className="pill"
          aria-pressed={all}
          title={periodLabel(bounds.from, bounds.to)}
          onClick={() => onChange({ ...draft, relative: null, from: null, to: null })}
        >
          All
        </button>
      </div>
      {chosen !== undefined && (
        <p className="hint">
          {`${relativeWords(chosen.key).replace(/^t/, 'T')} up to the newest published: ${chosen.means}. It moves on with the data.`}
        </p>
      )}
    </>
  );
}

function Weekdays({ draft, onChange }: Omit<Props, 'choice'>) {
  return (
    <fieldset className="weekdays" id="panel-weekdays" tabIndex={-1}>
      <legend>Days of the week</legend>
      {DAYS.map((day, index) => (
        <label key={day} className="day">
          <input
            type="checkbox"
            checked={draft.weekdays.includes(index + 1)}
            onChange={() =>
              onChange({ ...draft, weekdays: [...toggled(draft.weekdays, index + 1)].sort((a, b) => a - b) })
            }
          />
          <span>{day}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Hours({ draft, onChange }: Omit<Props, 'choice'>) {
  const [open, setOpen] = useState(false);
  return (
    <details className="more" id="panel-hours" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        Hours of the day
        {draft.hours.length > 0 && <span className="badge">{joined(hoursText(draft.hours))}</span>}
      </summary>
      {open && (
        <Suspense fallback={<p className="hint">Loading the hours…</p>}>
          <HoursEditor draft={draft} onChange={onChange} />
        </Suspense>
      )}
    </details>
  );
}

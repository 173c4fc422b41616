import { CalendarDays } from 'lucide-react';
import { useId } from 'react';
import type { Choice } from '../state/catalogue.ts';
import { type Exploration, toggled } from '../state/exploration.ts';
import { addMonths, monthLabel, monthRange } from '../state/month.ts';
import { CheckList } from './check-list.tsx';
import { PanelSection } from './section.tsx';
import { StretchSection } from './stretch-section.tsx';

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
    onChange({ ...draft, from: first === bounds.from ? null : first, to: last === bounds.to ? null : last });
  };
  const pills = [
    { label: '12 months', from: addMonths(bounds.to, -11) },
    { label: '24 months', from: addMonths(bounds.to, -23) },
    { label: 'All', from: bounds.from },
  ].filter((pill) => pill.label === 'All' || pill.from > bounds.from);
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
      <div className="pills">
        {pills.map((pill) => (
          <button
            key={pill.label}
            type="button"
            className="pill"
            aria-pressed={from === pill.from && to === bounds.to}
            onClick={() => set(pill.from, bounds.to)}
          >
            {pill.label}
          </button>
        ))}
      </div>
      {choice.knowsDays && <Weekdays draft={draft} onChange={onChange} />}
      {choice.knowsHours && (
        <details className="more" open={draft.hours.length > 0}>
          <summary>
            Hours of the day{draft.hours.length > 0 && <span className="badge">{draft.hours.length}</span>}
          </summary>
          <CheckList
            legend="Hours of the day"
            options={Array.from({ length: 24 }, (_, hour) => ({
              code: String(hour),
              label: `${String(hour).padStart(2, '0')}:00 to ${String(hour).padStart(2, '0')}:59`,
            }))}
            chosen={draft.hours.map(String)}
            onChange={(values) => onChange({ ...draft, hours: values.map(Number).sort((a, b) => a - b) })}
          />
        </details>
      )}
    </PanelSection>
  );
}

function Weekdays({ draft, onChange }: Omit<Props, 'choice'>) {
  return (
    <fieldset className="weekdays">
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

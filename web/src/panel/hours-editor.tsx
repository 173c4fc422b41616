import { hoursText, joined, weekdaysText } from '#core/query/spoken.ts';
import type { Exploration } from '../state/exploration.ts';
import { CheckList } from './check-list.tsx';

type Preset = {
  readonly label: string;
  readonly weekdays: readonly number[];
  readonly hours: readonly number[];
};

function run(from: number, to: number): readonly number[] {
  return Array.from({ length: 24 }, (_, hour) => hour).filter((hour) =>
    from <= to ? hour >= from && hour <= to : hour >= from || hour <= to,
  );
}

/** Times that are asked for often. A night crosses midnight, so what is after it falls on the next day. */
const PRESETS: readonly Preset[] = [
  { label: 'Weekend evenings', weekdays: [5, 6], hours: run(18, 23) },
  { label: 'Weekend nights', weekdays: [6, 7], hours: run(0, 5) },
  { label: 'Nights', weekdays: [], hours: run(22, 5) },
  { label: 'Office hours', weekdays: [1, 2, 3, 4, 5], hours: run(9, 16) },
  { label: 'After school', weekdays: [1, 2, 3, 4, 5], hours: run(15, 18) },
];

/** What a preset means, to the minute. */
function presetWords({ weekdays, hours }: Omit<Preset, 'label'>): string {
  const days = weekdays.length === 0 ? 'every day' : `on ${weekdaysText(weekdays)}`;
  return `${days}, ${joined(hoursText(hours))}`;
}

type Props = { readonly draft: Exploration; readonly onChange: (next: Exploration) => void };

export function HoursEditor({ draft, onChange }: Props) {
  const isOn = ({ weekdays, hours }: Preset) =>
    String(weekdays) === String(draft.weekdays) && String(hours) === String(draft.hours);
  const on = PRESETS.find(isOn);
  return (
    <>
      <fieldset className="pills">
        <legend className="visually-hidden">Often asked</legend>
        {PRESETS.map((preset) => (
          <button
            key={preset.label}
            type="button"
            className="pill"
            aria-pressed={preset === on}
            title={presetWords(preset)}
            onClick={() =>
              onChange(
                preset === on
                  ? { ...draft, hours: [], weekdays: [] }
                  : { ...draft, hours: preset.hours, weekdays: preset.weekdays },
              )
            }
          >
            {preset.label}
          </button>
        ))}
      </fieldset>
      {on !== undefined && (
        <p className="hint" role="status">
          {`${on.label}: ${presetWords(on)}.`}
        </p>
      )}
      <CheckList
        legend="Hours of the day"
        options={Array.from({ length: 24 }, (_, hour) => ({
          code: String(hour),
          label: `${String(hour).padStart(2, '0')}:00 to ${String(hour).padStart(2, '0')}:59`,
        }))}
        chosen={draft.hours.map(String)}
        onChange={(values) => onChange({ ...draft, hours: values.map(Number).sort((a, b) => a - b) })}
      />
    </>
  );
}

import type { Precision } from '#core/access/profile.ts';
import { Check, Field } from '../../form/field.tsx';
import { levelLabel } from '../../state/grouping.ts';
import { isSamePrecision, presets } from './precision.ts';

type Props = {
  readonly precision: Precision;
  /** Known levels, coarse to fine. */
  readonly levels: readonly string[];
  readonly exactAllowed: boolean;
  readonly onChange: (precision: Precision) => void;
};

/** The finest place that is shown: a ready choice, then cells and levels one by one. */
export function PrecisionPicker({ precision, levels, exactAllowed, onChange }: Props) {
  const known = [...new Set([...levels, ...precision.levels])];
  return (
    <fieldset className="choices">
      <legend>Place</legend>
      <div className="pills">
        {presets(levels).map((preset) => (
          <button
            key={preset.id}
            type="button"
            className="pill"
            aria-pressed={isSamePrecision(preset.precision, precision)}
            disabled={preset.id === 'exact' && !exactAllowed}
            onClick={() => onChange(preset.precision)}
          >
            {preset.label}
          </button>
        ))}
      </div>
      {precision.exact ? (
        <p className="hint">Coordinates are shown, and with them every cell and area.</p>
      ) : (
        <div className="place-parts">
          <Field label="Cells">
            {(control) => (
              <select
                {...control}
                value={precision.cell ?? ''}
                onChange={(event) => {
                  const cell = Number(event.target.value);
                  onChange({ ...precision, cell: cell === 7 || cell === 8 || cell === 9 ? cell : null });
                }}
              >
                <option value="">None</option>
                <option value="9">Resolution 9 and coarser (about 200 m)</option>
                <option value="8">Resolution 8 and coarser (about 500 m)</option>
                <option value="7">Resolution 7 (about 1.4 km)</option>
              </select>
            )}
          </Field>
          <div>
            <p className="field-label">Areas</p>
            <div className="level-checks">
              {known.map((level) => (
                <Check
                  key={level}
                  label={levelLabel(level)}
                  checked={precision.levels.includes(level)}
                  onChange={(on) =>
                    onChange({
                      ...precision,
                      levels: on
                        ? known.filter((other) => other === level || precision.levels.includes(other))
                        : precision.levels.filter((other) => other !== level),
                    })
                  }
                />
              ))}
            </div>
          </div>
        </div>
      )}
    </fieldset>
  );
}

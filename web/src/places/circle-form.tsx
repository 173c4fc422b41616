import { type FormEvent, useId, useState } from 'react';
import type { Near } from '../state/exploration.ts';
import { FARTHEST_METRES, NEAREST_METRES, type Nearby } from './nearby-state.ts';

type Props = {
  readonly near: Near;
  readonly rings: Nearby['rings'];
  readonly onMetres: (metres: number) => void;
  readonly onRings: (rings: Nearby['rings']) => void;
};

/** Positions of the slider: even steps of what people compare, not of metres. */
const STEPS = [
  100, 150, 200, 250, 300, 400, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 7_500, 10_000, 20_000,
];

function stepOf(metres: number): number {
  let best = 0;
  for (const [index, step] of STEPS.entries())
    if (Math.abs(Math.log(step / metres)) < Math.abs(Math.log((STEPS[best] ?? 1) / metres))) best = index;
  return best;
}

/** How far: a slider and a number, which say the same; and how the circle is cut into rings. */
export function CircleForm({ near, rings, onMetres, onRings }: Props) {
  const id = useId();
  const [text, setText] = useState(String(near.metres));
  const [known, setKnown] = useState(near.metres);
  const [slid, setSlid] = useState<number | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  if (known !== near.metres) {
    setKnown(near.metres);
    setText(String(near.metres));
    setFault(null);
    setSlid(null);
  }
  const use = (event?: FormEvent) => {
    event?.preventDefault();
    const metres = Math.round(Number(text.replaceAll(',', '')));
    if (!(metres >= NEAREST_METRES && metres <= FARTHEST_METRES))
      return setFault(
        `Write a distance from ${NEAREST_METRES} to ${FARTHEST_METRES.toLocaleString('en-GB')} metres.`,
      );
    setFault(null);
    onMetres(metres);
  };
  const slide = (step: number) => onMetres(STEPS[step] ?? near.metres);
  const shown = slid ?? stepOf(near.metres);
  return (
    <form className="circle-form" onSubmit={use}>
      <div className="field">
        <label htmlFor={`${id}-slider`}>Radius</label>
        <input
          id={`${id}-slider`}
          type="range"
          min={0}
          max={STEPS.length - 1}
          step={1}
          value={shown}
          aria-valuetext={`${slid === null ? near.metres : (STEPS[shown] ?? near.metres)} metres`}
          onChange={(event) => setSlid(Number(event.target.value))}
          onPointerUp={(event) => slide(Number(event.currentTarget.value))}
          onKeyUp={(event) => slid !== null && slide(Number(event.currentTarget.value))}
        />
      </div>
      <div className={fault === null ? 'field' : 'field field-fault'}>
        <label htmlFor={`${id}-metres`}>Metres</label>
        <input
          id={`${id}-metres`}
          inputMode="numeric"
          value={slid === null ? text : String(STEPS[slid] ?? text)}
          aria-invalid={fault !== null}
          aria-describedby={fault === null ? undefined : `${id}-fault`}
          onChange={(event) => {
            setSlid(null);
            setText(event.target.value);
          }}
          onBlur={() => text !== String(near.metres) && use()}
        />
        {fault !== null && (
          <p className="field-error" id={`${id}-fault`} role="alert">
            {fault}
          </p>
        )}
      </div>
      <fieldset>
        <legend className="visually-hidden">Rings</legend>
        <div className="segmented">
          {(
            [
              ['equal', 'Equal rings'],
              ['doubling', 'Doubling'],
            ] as const
          ).map(([kind, label]) => (
            <label key={kind}>
              <input
                type="radio"
                name={`${id}-rings`}
                checked={rings === kind}
                onChange={() => onRings(kind)}
              />
              <span>{label}</span>
            </label>
          ))}
        </div>
      </fieldset>
    </form>
  );
}

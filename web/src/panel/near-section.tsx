import { Crosshair } from 'lucide-react';
import { useId, useState } from 'react';
import type { Exploration, Near } from '../state/exploration.ts';
import type { World } from '../state/world.ts';
import { PanelSection } from './section.tsx';

type Props = {
  readonly world: World;
  readonly draft: Exploration;
  readonly onChange: (next: Exploration) => void;
};

const MAX_METRES = 50_000;

/** A place by its name or as `latitude, longitude`; null when it is neither. */
export function placeOf(
  text: string,
  names: readonly { readonly name: string; readonly label: readonly [number, number] }[],
): { readonly lat: number; readonly lon: number } | null {
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*[, ]\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text);
  if (match !== null) {
    const lat = Number(match[1]);
    const lon = Number(match[2]);
    return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null;
  }
  const wanted = text.trim().toLowerCase();
  const area = names.find((other) => other.name.toLowerCase() === wanted);
  return area === undefined ? null : { lat: round(area.label[1]), lon: round(area.label[0]) };
}

function round(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5;
}

export function NearSection({ world, draft, onChange }: Props) {
  const placeId = useId();
  const metresId = useId();
  const beyondId = useId();
  const listId = useId();
  const errorId = useId();
  const near = draft.near;
  const [place, setPlace] = useState(near === null ? '' : `${near.lat}, ${near.lon}`);
  const [metres, setMetres] = useState(String(near?.metres ?? 500));
  const [beyond, setBeyond] = useState(String(near?.beyond ?? ''));
  const [fault, setFault] = useState<string | null>(null);
  const shown = near === null ? '' : Object.values(near).join();
  const [seen, setSeen] = useState(shown);
  if (seen !== shown) {
    setSeen(shown);
    setPlace(near === null ? '' : `${near.lat}, ${near.lon}`);
    if (near !== null) setMetres(String(near.metres));
    setBeyond(String(near?.beyond ?? ''));
  }
  const areas = world.levels.slice(0, 2).flatMap((level) => world.areasOf(level.level) ?? []);
  const use = () => {
    const found = placeOf(place, areas);
    const distance = Number(metres);
    if (found === null)
      setFault('Write latitude and longitude, as in 51.5074, -0.1278, or the name of an area.');
    else if (!(distance > 0 && distance <= MAX_METRES))
      setFault('Write a distance of more than 0 and at most 50,000 metres.');
    else if (beyond.trim() !== '' && !(Number(beyond) > 0 && Number(beyond) < distance))
      setFault('Write for “but farther than” less than the metres, or leave it empty.');
    else {
      const hole = beyond.trim() === '' ? {} : { beyond: Number(beyond) };
      const next: Near = { ...found, metres: distance, ...hole };
      setFault(null);
      onChange({ ...draft, near: next });
    }
  };
  return (
    <PanelSection
      title="Near a place"
      icon={Crosshair}
      badge={near === null ? 0 : 1}
      onClear={() => onChange({ ...draft, near: null })}
    >
      <div className={fault === null ? 'field' : 'field field-fault'} id="panel-near" tabIndex={-1}>
        <label htmlFor={placeId}>Centre</label>
        <input
          id={placeId}
          list={listId}
          value={place}
          placeholder="51.5074, -0.1278 or an area"
          aria-invalid={fault !== null}
          aria-describedby={fault === null ? undefined : errorId}
          onChange={(event) => setPlace(event.target.value)}
        />
        <datalist id={listId}>
          {areas.slice(0, 800).map((area) => (
            <option key={area.code} value={area.name} />
          ))}
        </datalist>
      </div>
      <div className="two">
        <div className="field">
          <label htmlFor={metresId}>Metres</label>
          <input
            id={metresId}
            inputMode="numeric"
            value={metres}
            aria-describedby={fault === null ? undefined : errorId}
            onChange={(event) => setMetres(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor={beyondId}>But farther than</label>
          <input
            id={beyondId}
            inputMode="numeric"
            value={beyond}
            placeholder="whole circle"
            aria-describedby={fault === null ? undefined : errorId}
            onChange={(event) => setBeyond(event.target.value)}
          />
        </div>
      </div>
      <button type="button" className="button" onClick={use}>
        {near === null ? 'Use this circle' : 'Change circle'}
      </button>
      {fault !== null && (
        <p className="field-error" id={errorId} role="alert">
          {fault}
        </p>
      )}
    </PanelSection>
  );
}

import { X } from 'lucide-react';
import { useId, useState } from 'react';
import type { Access } from '../state/access.ts';
import type { Choice } from '../state/catalogue.ts';
import type { Exploration } from '../state/exploration.ts';
import type { Look, MapLayer, MapMethod, MapPalette } from '../state/look.ts';
import { FEWEST_CLASSES, MOST_CLASSES, ownBreaks } from './classes.ts';
import { coloursOf, PALETTE_NAMES } from './colours.ts';
import { CELL_SIZES, layerProblem, METHOD_NAMES, resolutionOf, resolutionsOf } from './layer.ts';

type Props = {
  readonly access: Access;
  readonly choice: Choice;
  readonly state: Exploration;
  readonly apply: (change: (before: Exploration) => Exploration) => void;
  /** Whether the layer has classes that can be cut and coloured. */
  readonly classed: boolean;
  readonly onClose: () => void;
};

const LAYER_NAMES: Readonly<Record<MapLayer, string>> = {
  areas: 'Areas',
  two: 'Areas by two measures',
  cells: 'Hexagons',
  points: 'Records as points',
};
const METHODS = Object.keys(METHOD_NAMES) as readonly MapMethod[];
const PALETTES = Object.keys(PALETTE_NAMES) as readonly MapPalette[];

/** Everything about how the map looks; each change is shown at once and kept in the address. */
export function Settings({ access, state, apply, classed, onClose }: Props) {
  const { look } = state;
  const id = useId();
  const change = (part: Partial<Look>) =>
    apply((before) => ({ ...before, look: { ...before.look, ...part } }));
  const resolutions = resolutionsOf(access);
  return (
    <>
      <div className="map-settings-head">
        <h3>Map settings</h3>
        <button type="button" className="icon-button" aria-label="Close the map settings" onClick={onClose}>
          <X size={18} aria-hidden="true" />
        </button>
      </div>
      <fieldset className="map-settings-layers">
        <legend>Show</legend>
        {(Object.keys(LAYER_NAMES) as MapLayer[]).map((layer) => {
          const problem = layerProblem(layer, access);
          return (
            <label key={layer} className="map-settings-layer">
              <input
                type="radio"
                name={`${id}layer`}
                checked={look.layer === layer}
                disabled={problem !== null}
                onChange={() => change({ layer })}
              />
              <span>
                {LAYER_NAMES[layer]}
                {problem !== null && <span className="hint"> {problem}</span>}
              </span>
            </label>
          );
        })}
      </fieldset>
      {look.layer === 'cells' && resolutions.length > 0 && (
        <div className="field">
          <label htmlFor={`${id}resolution`}>Size of hexagons</label>
          <select
            id={`${id}resolution`}
            value={resolutionOf(look, access)}
            onChange={(event) => change({ resolution: Number(event.target.value) })}
          >
            {resolutions.map((resolution) => (
              <option key={resolution} value={resolution}>
                {CELL_SIZES[resolution]} across (resolution {resolution})
              </option>
            ))}
          </select>
        </div>
      )}
      {classed && <ClassFields id={id} look={look} change={change} />}
      <label className="map-settings-layer">
        <input
          type="checkbox"
          checked={look.labels}
          onChange={(event) => change({ labels: event.target.checked })}
        />
        <span>Names on the map</span>
      </label>
      <TextField label="Title" value={look.title} most={120} onUse={(title) => change({ title })} />
      <TextField
        label="Notes under the map"
        value={look.notes}
        most={400}
        onUse={(notes) => change({ notes })}
      />
    </>
  );
}

type ClassProps = {
  readonly id: string;
  readonly look: Look;
  readonly change: (part: Partial<Look>) => void;
};

function ClassFields({ id, look, change }: ClassProps) {
  const [typed, setTyped] = useState(look.own.join(' '));
  const [wanted, setWanted] = useState(look.method === 'own');
  const [fault, setFault] = useState<string | null>(null);
  const counts = Array.from(
    { length: MOST_CLASSES - FEWEST_CLASSES + 1 },
    (_, index) => FEWEST_CLASSES + index,
  );
  const use = () => {
    const read = ownBreaks(typed);
    if ('fault' in read) return setFault(read.fault);
    setFault(null);
    change({ method: 'own', own: read.breaks });
  };
  return (
    <>
      <div className="two">
        <div className="field">
          <label htmlFor={`${id}method`}>Classes by</label>
          <select
            id={`${id}method`}
            value={wanted ? 'own' : look.method}
            onChange={(event) => {
              const method = METHODS.find((name) => name === event.target.value) ?? 'quantile';
              setWanted(method === 'own');
              if (method !== 'own') change({ method });
              else if (look.own.length > 0) change({ method });
            }}
          >
            {METHODS.map((method) => (
              <option key={method} value={method}>
                {METHOD_NAMES[method]}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${id}classes`}>Number</label>
          <select
            id={`${id}classes`}
            value={wanted && look.own.length > 0 ? look.own.length + 1 : look.classes}
            disabled={wanted}
            aria-describedby={wanted ? `${id}own-hint` : undefined}
            onChange={(event) => change({ classes: Number(event.target.value) })}
          >
            {(wanted && look.own.length > 0 ? [look.own.length + 1] : counts).map((count) => (
              <option key={count} value={count}>
                {count}
              </option>
            ))}
          </select>
        </div>
      </div>
      {wanted && (
        <div className={fault === null ? 'field' : 'field field-fault'}>
          <label htmlFor={`${id}own`}>Breaks between classes</label>
          <div className="two-one">
            <input
              id={`${id}own`}
              value={typed}
              placeholder="20 40 60"
              aria-invalid={fault !== null}
              aria-describedby={`${id}own-hint`}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                use();
              }}
            />
            <button type="button" className="button" onClick={use}>
              Use
            </button>
          </div>
          <p
            id={`${id}own-hint`}
            className={fault === null ? 'hint' : 'field-error'}
            role={fault === null ? undefined : 'alert'}
          >
            {fault ??
              '2 to 6 numbers, smallest first. They say how many classes there are; a number at a break belongs to the class above.'}
          </p>
        </div>
      )}
      <fieldset className="map-settings-layers">
        <legend>Colours</legend>
        {PALETTES.map((palette) => (
          <label key={palette} className="map-settings-layer">
            <input
              type="radio"
              name={`${id}palette`}
              checked={look.palette === palette}
              onChange={() => change({ palette })}
            />
            <span>
              <svg
                className="map-settings-ramp"
                viewBox="0 0 60 10"
                preserveAspectRatio="none"
                aria-hidden="true"
              >
                {coloursOf(palette, 6).map((colour, index) => (
                  <rect key={colour} x={index * 10} width="10" height="10" fill={colour} />
                ))}
              </svg>
              {PALETTE_NAMES[palette]}
            </span>
          </label>
        ))}
      </fieldset>
    </>
  );
}

type TextProps = {
  readonly label: string;
  readonly value: string;
  readonly most: number;
  readonly onUse: (value: string) => void;
};

/** Text that is used once it is left or Enter is pressed, so that typing makes no steps of its own. */
function TextField({ label, value, most, onUse }: TextProps) {
  const id = useId();
  const [typed, setTyped] = useState(value);
  const use = () => typed.trim() !== value && onUse(typed.trim());
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        value={typed}
        maxLength={most}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={use}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          use();
        }}
      />
    </div>
  );
}

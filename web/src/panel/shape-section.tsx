import { ChevronDown, ChevronUp, Pentagon, Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import { mapCentre } from '../map/centre.ts';
import type { Exploration } from '../state/exploration.ts';
import { type DrawnShape, MOST_CORNERS, roundedDegrees, shapeOf, shapeText } from '../state/shape.ts';
import { shapeFromText } from '../state/shape-text.ts';
import { PanelSection } from './section.tsx';

type Props = {
  readonly draft: Exploration;
  readonly onChange: (next: Exploration) => void;
};

type Corner = { readonly lon: string; readonly lat: string };

function cornersOf(shape: DrawnShape | null): readonly Corner[] {
  return (shape ?? []).map(([lon, lat]) => ({ lon: String(lon), lat: String(lat) }));
}

function positionsOf(corners: readonly Corner[]): readonly (readonly number[])[] {
  return corners.map(({ lon, lat }) =>
    [lon, lat].map((text) => (text.trim() === '' ? Number.NaN : Number(text))),
  );
}

/** A polygon without a pointer: its corners as a table, the middle of the map, or text that is pasted. */
export function ShapeSection({ draft, onChange }: Props) {
  const id = useId();
  const shown = shapeText(draft.shape);
  const [seen, setSeen] = useState(shown);
  const [corners, setCorners] = useState(() => cornersOf(draft.shape));
  const [pasted, setPasted] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  if (seen !== shown) {
    setSeen(shown);
    setCorners(cornersOf(draft.shape));
  }
  const own = shapeOf(positionsOf(corners));
  const unfinished = corners.length > 0 && (own === null || own.length !== corners.length);
  const use = (shape: DrawnShape | null) => {
    setFault(null);
    if (shapeText(shape) === shapeText(draft.shape)) setCorners(cornersOf(shape));
    else onChange({ ...draft, shape });
  };
  /** Fewer than three corners are kept here only; from three on they are the polygon. */
  const change = (next: readonly Corner[], words: string) => {
    setSaid(words);
    const shape = shapeOf(positionsOf(next));
    if (shape !== null && shape.length === next.length) return use(shape);
    setCorners(next);
    if (next.length === 0 && draft.shape !== null) use(null);
  };
  const add = (corner: Corner) => {
    if (corners.length >= MOST_CORNERS) return setFault(`A polygon has at most ${MOST_CORNERS} points.`);
    change([...corners, corner], `Point ${corners.length + 1} added.`);
  };
  const addCentre = () => {
    const centre = mapCentre();
    if (centre === null)
      return setFault('There is no map to take the middle of: open Dashboard or Map first.');
    add({ lon: String(roundedDegrees(centre[0])), lat: String(roundedDegrees(centre[1])) });
  };
  const paste = () => {
    const read = shapeFromText(pasted);
    if ('fault' in read) setFault(read.fault);
    else use(read.shape);
  };
  return (
    <PanelSection
      title="Drawn polygon"
      icon={Pentagon}
      badge={draft.shape === null ? 0 : 1}
      onClear={() => use(null)}
    >
      <details className="shape-form" open={draft.shape !== null || corners.length > 0}>
        <summary>{corners.length === 0 ? 'Write or paste a polygon' : `${corners.length} points`}</summary>
        {corners.length > 0 && (
          <CornerTable corners={corners} change={change} check={() => change(corners, '')} />
        )}
        {unfinished && (
          <p className="hint">
            {corners.length < 3
              ? `${3 - corners.length} more to make a polygon.`
              : 'Each point needs its own longitude and latitude in degrees.'}
            {draft.shape !== null && ' Until then the polygon before is used.'}
          </p>
        )}
        <div className="shape-buttons">
          <button type="button" className="button" onClick={addCentre}>
            Add point at map centre
          </button>
          <button type="button" className="button" onClick={() => add({ lon: '', lat: '' })}>
            Add empty point
          </button>
        </div>
        <div className={fault === null ? 'field' : 'field field-fault'}>
          <label htmlFor={`${id}paste`}>GeoJSON or WKT</label>
          <textarea
            id={`${id}paste`}
            rows={2}
            value={pasted}
            placeholder="POLYGON((-0.12 51.50, …))"
            aria-invalid={fault !== null}
            aria-describedby={fault === null ? undefined : `${id}fault`}
            onChange={(event) => setPasted(event.target.value)}
          />
          <button type="button" className="button" onClick={paste} disabled={pasted.trim() === ''}>
            Use this polygon
          </button>
        </div>
        {fault !== null && (
          <p className="field-error" id={`${id}fault`} role="alert">
            {fault}
          </p>
        )}
        <p className="visually-hidden" role="status">
          {said}
        </p>
      </details>
    </PanelSection>
  );
}

type TableProps = {
  readonly corners: readonly Corner[];
  readonly change: (next: readonly Corner[], words: string) => void;
  readonly check: () => void;
};

function CornerTable({ corners, change, check }: TableProps) {
  const [typed, setTyped] = useState<{ readonly row: number; readonly corner: Corner } | null>(null);
  const put = (row: number, part: Partial<Corner>) => {
    const before = typed?.row === row ? typed.corner : corners[row];
    if (before !== undefined) setTyped({ row, corner: { ...before, ...part } });
  };
  const leave = () => {
    if (typed === null) return check();
    const next = corners.map((corner, row) => (row === typed.row ? typed.corner : corner));
    setTyped(null);
    change(next, `Point ${typed.row + 1} changed.`);
  };
  const move = (row: number, by: number) => {
    const next = [...corners];
    const [corner] = next.splice(row, 1);
    if (corner !== undefined) next.splice(row + by, 0, corner);
    change(next, `Point ${row + 1} is now point ${row + by + 1}.`);
  };
  return (
    <table className="shape-corners">
      <thead>
        <tr>
          <th scope="col">Point</th>
          <th scope="col">Longitude</th>
          <th scope="col">Latitude</th>
          <th scope="col">
            <span className="visually-hidden">Move and remove</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {corners.map((corner, row) => {
          const shown = typed?.row === row ? typed.corner : corner;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a corner is its place in the ring and nothing else
            <tr key={row}>
              <th scope="row">{row + 1}</th>
              {(['lon', 'lat'] as const).map((axis) => (
                <td key={axis}>
                  <input
                    inputMode="decimal"
                    value={shown[axis]}
                    aria-label={`${axis === 'lon' ? 'Longitude' : 'Latitude'} of point ${row + 1}`}
                    onChange={(event) => put(row, { [axis]: event.target.value })}
                    onBlur={leave}
                    onKeyDown={(event) => {
                      if (event.key !== 'Enter') return;
                      event.preventDefault();
                      leave();
                    }}
                  />
                </td>
              ))}
              <td className="shape-moves">
                <button
                  type="button"
                  className="icon-button"
                  aria-label={`Move point ${row + 1} up`}
                  aria-disabled={row === 0}
                  onClick={() => row > 0 && move(row, -1)}
                >
                  <ChevronUp size={16} aria-hidden="true" />
                </button>
                <button
                  type="button"
                  className="icon-button"
                  aria-label={`Move point ${row + 1} down`}
                  aria-disabled={row === corners.length - 1}
                  onClick={() => row < corners.length - 1 && move(row, 1)}
                >
                  <ChevronDown size={16} aria-hidden="true" />
                </button>
                <button
                  type="button"
                  className="icon-button"
                  aria-label={`Remove point ${row + 1}`}
                  onClick={() =>
                    change(
                      corners.filter((_, other) => other !== row),
                      `Point ${row + 1} removed.`,
                    )
                  }
                >
                  <Trash2 size={16} aria-hidden="true" />
                </button>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

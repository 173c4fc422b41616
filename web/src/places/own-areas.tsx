import './areas.css';
import { useQueryClient } from '@tanstack/react-query';
import { Pencil, Trash2, Users } from 'lucide-react';
import { useId, useState } from 'react';
import { Check } from '../form/field.tsx';
import { useWrite } from '../form/write.ts';
import { WriteProblem } from '../form/write-problem.tsx';
import { useSite } from '../session/context.tsx';
import { ErrorMessage } from '../shell/state-message.tsx';
import type { Exploration } from '../state/exploration.ts';
import { ringOf, shapeOf } from '../state/shape.ts';
import { distanceText } from './place-words.ts';
import type { AreaShape, SavedArea } from './types.ts';
import { SAVED_AREAS, useSavedAreas } from './use-places.ts';

type Props = {
  readonly draft: Exploration;
  /** Whether only one area can be asked for at a time, and no shape. */
  readonly single: boolean;
  readonly onChange: (next: Exploration, said: string) => void;
};

/** What is chosen now, as an area to keep: areas, else the polygon, else the circle; null when nothing is, and for a ring, which is none. */
export function shapeOfDraft({ areas, shape, near }: Exploration): AreaShape | null {
  if (areas.length > 0) return { kind: 'areas', codes: areas };
  if (shape !== null) return { kind: 'polygon', coordinates: [ringOf(shape)] };
  if (near === null || near.beyond !== undefined) return null;
  return { kind: 'circle', lat: near.lat, lon: near.lon, metres: near.metres };
}

/** The draft with a kept area in the place of what was chosen; null where the profile takes no such area. */
export function withSavedArea(draft: Exploration, shape: AreaShape, single: boolean): Exploration | null {
  const none = { ...draft, areas: [], near: null, shape: null };
  switch (shape.kind) {
    case 'areas':
      return single && shape.codes.length > 1 ? null : { ...none, areas: shape.codes };
    case 'circle':
      return single ? null : { ...none, near: { lon: shape.lon, lat: shape.lat, metres: shape.metres } };
    case 'polygon': {
      const drawn = shapeOf(shape.coordinates[0] ?? []);
      return single || drawn === null ? null : { ...none, shape: drawn };
    }
  }
}

export function shapeHint(shape: AreaShape): string {
  if (shape.kind === 'areas') return `${shape.codes.length} ${shape.codes.length === 1 ? 'area' : 'areas'}`;
  if (shape.kind === 'circle') return `circle of ${distanceText(shape.metres)}`;
  return `polygon, ${(shape.coordinates[0]?.length ?? 1) - 1} points`;
}

/** Areas that a person keeps, and those that others of the organisation share: chosen with one press, and looked after here. */
export function OwnAreas({ draft, single, onChange }: Props) {
  const areas = useSavedAreas();
  const current = shapeOfDraft(draft);
  if (areas.isError) return <ErrorMessage error={areas.error} retry={() => void areas.refetch()} />;
  const items = areas.data ?? [];
  return (
    <div className="own-areas">
      {areas.data === undefined && <p className="hint">Loading your areas…</p>}
      {areas.data !== undefined && items.length === 0 && (
        <p className="hint">
          You keep no area yet. Choose areas, a circle or a polygon, then keep them here.
        </p>
      )}
      <ul>
        {items.map((area) => (
          <OwnArea key={area.id} area={area} draft={draft} single={single} onChange={onChange} />
        ))}
      </ul>
      <KeepForm current={current} />
    </div>
  );
}

function OwnArea({ area, draft, single, onChange }: Props & { readonly area: SavedArea }) {
  const { api } = useSite();
  const queries = useQueryClient();
  const write = useWrite();
  const [mode, setMode] = useState<'plain' | 'rename' | 'delete'>('plain');
  const [name, setName] = useState(area.name);
  const nameId = useId();
  const next = withSavedArea(draft, area.shape, single);
  const path = `/me/areas/${area.id}`;
  const reload = () => queries.invalidateQueries({ queryKey: SAVED_AREAS });
  const change = async (body: object) => {
    const done = await write.run(async () => {
      await api.write('PATCH', path, body, area.etag);
      await reload();
    });
    if (done) setMode('plain');
  };
  const remove = () =>
    write.run(async () => {
      await api.write('DELETE', path, undefined, area.etag);
      await reload();
    });
  const who = area.own ? (area.shared ? ', shared' : '') : `, of ${area.owner}`;
  return (
    <li>
      <div className="own-area">
        <button
          type="button"
          className="link own-area-name"
          aria-disabled={next === null}
          title={next === null ? 'Your profile gives counts for one area at a time' : undefined}
          onClick={() => next !== null && onChange(next, `${area.name} chosen: ${shapeHint(area.shape)}.`)}
        >
          {area.name}
        </button>
        <span className="hint">
          {shapeHint(area.shape)}
          {who}
          {next === null && '; not for counts of one area'}
        </span>
        {area.own && (
          <span className="own-area-tools">
            <button
              type="button"
              className="icon-button"
              aria-label={`Rename ${area.name}`}
              aria-expanded={mode === 'rename'}
              onClick={() => setMode(mode === 'rename' ? 'plain' : 'rename')}
            >
              <Pencil size={15} aria-hidden="true" />
            </button>
            <button
              type="button"
              className="icon-button"
              aria-pressed={area.shared}
              aria-label={`Share ${area.name} with my organisation`}
              onClick={() => void change({ shared: !area.shared })}
            >
              <Users size={15} aria-hidden="true" />
            </button>
            <button
              type="button"
              className="icon-button"
              aria-label={`Delete ${area.name}`}
              aria-expanded={mode === 'delete'}
              onClick={() => setMode(mode === 'delete' ? 'plain' : 'delete')}
            >
              <Trash2 size={15} aria-hidden="true" />
            </button>
          </span>
        )}
      </div>
      {mode === 'rename' && (
        <div className="own-area-form">
          <label className="visually-hidden" htmlFor={nameId}>
            New name of {area.name}
          </label>
          <input
            id={nameId}
            value={name}
            maxLength={80}
            onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              void change({ name });
            }}
          />
          <button
            type="button"
            className="button"
            disabled={write.busy}
            onClick={() => void change({ name })}
          >
            Rename
          </button>
        </div>
      )}
      {mode === 'delete' && (
        <div className="own-area-form">
          <span className="own-area-ask">Delete it for good?</span>
          <button type="button" className="button" disabled={write.busy} onClick={() => void remove()}>
            Delete {area.name}
          </button>
        </div>
      )}
      <WriteProblem failure={write.failure} onReload={() => void reload()} />
    </li>
  );
}

function KeepForm({ current }: { readonly current: AreaShape | null }) {
  const { api } = useSite();
  const queries = useQueryClient();
  const write = useWrite();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const [said, setSaid] = useState('');
  const id = useId();
  const keep = async () => {
    if (current === null || name.trim() === '') {
      setSaid(current === null ? 'Choose areas, a circle or a polygon first.' : 'Write a name first.');
      return;
    }
    const done = await write.run(async () => {
      await api.write('POST', '/me/areas', { name: name.trim(), shape: current, shared });
      await queries.invalidateQueries({ queryKey: SAVED_AREAS });
    });
    if (!done) return;
    setSaid(`${name.trim()} is kept.`);
    setName('');
    setShared(false);
  };
  return (
    <div className="keep-area">
      <label htmlFor={id}>Keep what is chosen{current === null ? '' : ` (${shapeHint(current)})`} as</label>
      <div className="own-area-form">
        <input
          id={id}
          value={name}
          maxLength={80}
          placeholder="A name"
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            void keep();
          }}
        />
        <button type="button" className="button" disabled={write.busy} onClick={() => void keep()}>
          Keep
        </button>
      </div>
      <Check label="Share it with my organisation" checked={shared} onChange={setShared} />
      <p className="hint" role="status">
        {said}
      </p>
      <WriteProblem failure={write.failure} />
    </div>
  );
}

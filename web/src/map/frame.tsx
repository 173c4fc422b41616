import { Settings2 } from 'lucide-react';
import { lazy, type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import type { AnswerQuery } from '../api/hooks.ts';
import type { Answer } from '../api/query-run.ts';
import { ChartCard } from '../charts/card.tsx';
import type { CardTable } from '../charts/card-table.tsx';
import { filterWords } from '../explore/filter-words.ts';
import type { SheetLegend } from '../picture/sheet.ts';
import { levelLabel } from '../state/grouping.ts';
import { resolutionsOf } from './layer.ts';
import type { MapCardProps } from './map-card.tsx';
import type { MapPicture } from './map-view.tsx';
import { Settings } from './settings.tsx';
import { useBase } from './use-base.ts';

const SaveMenu = lazy(() => import('./save-menu.tsx').then((module) => ({ default: module.SaveMenu })));

/** What a saved map says below it and what its areas are drawn from; null until the map is drawn. */
export type Saved = {
  readonly legend: SheetLegend;
  readonly shapes: GeoJSON.FeatureCollection | null;
  readonly drawn: Parameters<typeof import('./svg-paths.ts').paperAreas>[1] | null;
  readonly answer: Answer;
};

type Props = MapCardProps & {
  readonly subtitle: string;
  readonly shown: AnswerQuery;
  readonly table: (answer: Answer) => CardTable;
  readonly picture: RefObject<MapPicture | null>;
  /** Gives what a picture of the map is made of, when somebody wants one. */
  readonly saved: (answer: Answer) => Promise<Saved>;
  /** What of the settings can be changed for this layer. */
  readonly classed: boolean;
  readonly children: (answer: Answer) => ReactNode;
};

/** The card that every kind of map stands in: what it shows, its settings, its table, its picture. */
export function MapFrame(props: Props) {
  const {
    choice,
    state,
    noun,
    subtitle,
    shown,
    access,
    className,
    onClear,
    table,
    picture,
    saved,
    children,
  } = props;
  const title = state.look.title === '' ? `Where ${noun} happen` : state.look.title;
  const base = useBase(props.world);
  return (
    <ChartCard
      title={title}
      subtitle={subtitle}
      className={`card-map ${className}`}
      query={shown}
      access={access}
      onClear={onClear}
      isKeyed
      saveMenu={(answer, close) => (
        <SaveMenu
          title={title}
          subtitle={subtitle}
          notes={state.look.notes}
          about={filterWords(choice, state, props.world, 'areas', 'Chosen areas')}
          picture={picture}
          make={() => saved(answer)}
          names={state.look.labels}
          base={base}
          titleOf={(id) => choice.datasets.find((dataset) => dataset.id === id)?.title ?? id}
          attributions={[props.geography.attribution]}
          onClose={close}
        />
      )}
      table={table}
      actions={<Actions {...props} />}
    >
      {(answer) => (
        <>
          {children(answer)}
          {state.look.notes !== '' && <p className="map-note">{state.look.notes}</p>}
        </>
      )}
    </ChartCard>
  );
}

function Actions(props: Props) {
  const { world, geography, access, state, apply, onLevel } = props;
  const { layer } = state.look;
  const [open, setOpen] = useState(false);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open) panel.current?.focus();
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const level = (name: string) => {
    apply((before) => ({
      ...before,
      look: { ...before.look, layer: before.look.layer === 'two' ? 'two' : 'areas' },
    }));
    onLevel(name);
  };
  const onAreas = layer === 'areas' || layer === 'two';
  return (
    <>
      <fieldset className="segmented">
        <legend className="visually-hidden">What the map is made of</legend>
        {world.levels.map(({ level: name }) => (
          <label key={name}>
            <input
              type="radio"
              name={`${id}level`}
              checked={onAreas && name === geography.level}
              onChange={() => level(name)}
            />
            <span>{levelLabel(name, true)}</span>
          </label>
        ))}
        {resolutionsOf(access).length > 0 && (
          <label>
            <input
              type="radio"
              name={`${id}level`}
              checked={layer === 'cells'}
              onChange={() => apply((before) => ({ ...before, look: { ...before.look, layer: 'cells' } }))}
            />
            <span>Hexagons</span>
          </label>
        )}
      </fieldset>
      <button
        ref={button}
        type="button"
        className="icon-button"
        aria-expanded={open}
        aria-controls={open ? `${id}settings` : undefined}
        aria-label="Map settings"
        title="Map settings"
        onClick={() => setOpen(!open)}
      >
        <Settings2 size={18} aria-hidden="true" />
      </button>
      {open && (
        // biome-ignore lint/a11y/useSemanticElements: not a form of its own, its controls act at once
        <div
          ref={panel}
          id={`${id}settings`}
          className="map-settings"
          role="group"
          aria-label="Map settings"
          tabIndex={-1}
          onKeyDown={(event) => event.key === 'Escape' && close()}
        >
          <Settings
            access={access}
            state={state}
            apply={apply}
            choice={props.choice}
            classed={props.classed}
            onClose={close}
          />
        </div>
      )}
    </>
  );
}

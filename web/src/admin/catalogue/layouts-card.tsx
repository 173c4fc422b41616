import { useState } from 'react';
import type { SourceLayout } from '#core/model/dataset.ts';
import { ScrollBox } from '../../shell/scroll-box.tsx';
import { LongTextControl, SelectControl, TextControl, useFaultsAt } from './control.tsx';
import type { CardProps } from './details-card.tsx';
import { replaced, without } from './draft.ts';
import { NewLayout } from './new-layout.tsx';

type Props = CardProps & { readonly settled: ReadonlySet<string> };

/** The forms in which files come: their columns, and where time and place are. Files of older forms stay readable. */
export function LayoutsCard(props: Props) {
  const { definition, settled, onChange } = props;
  const [adding, setAdding] = useState(false);
  const put = (index: number, layout: SourceLayout) =>
    onChange({ ...definition, layouts: replaced(definition.layouts, index, layout) });
  return (
    <section className="card" aria-labelledby="layouts">
      <div className="card-line">
        <h2 id="layouts">File layouts</h2>
        {!adding && (
          <button type="button" className="button" onClick={() => setAdding(true)}>
            The file has changed
          </button>
        )}
      </div>
      {adding && <NewLayout {...props} onClose={() => setAdding(false)} />}
      {definition.layouts.map((layout, index) => (
        <LayoutForm
          key={layout.name}
          layout={layout}
          index={index}
          open={definition.layouts.length === 1}
          onChange={(next) => put(index, next)}
          onRemove={
            settled.has(layout.name) || definition.layouts.length === 1
              ? null
              : () => onChange({ ...definition, layouts: without(definition.layouts, index) })
          }
        />
      ))}
    </section>
  );
}

type LayoutProps = {
  readonly layout: SourceLayout;
  readonly index: number;
  readonly open: boolean;
  readonly onChange: (next: SourceLayout) => void;
  readonly onRemove: (() => void) | null;
};

const TIME_KINDS = [
  ['month', 'A month, 2018-05'],
  ['instant', 'A moment with its offset (ISO 8601)'],
  ['local', 'A local date, and perhaps a time'],
  ['delivery-year', 'Only a year, from the file’s name'],
] as const;
const PLACE_KINDS = [
  ['wgs84', 'Longitude and latitude'],
  ['epsg27700', 'National Grid, easting and northing'],
  ['none', 'Not known'],
] as const;

function LayoutForm({ layout, index, open, onChange, onRemove }: LayoutProps) {
  const at = `layouts[${index}]`;
  const faults = useFaultsAt(at, true);
  return (
    <details className="more" open={open || faults.length > 0} data-at={at}>
      <summary>
        {layout.name}{' '}
        <span className="hint">
          {layout.format.toUpperCase()}, {layout.columns.length} columns
        </span>
      </summary>
      <div className="form">
        <TimeForm layout={layout} at={`${at}.time`} onChange={onChange} />
        <PlaceForm layout={layout} at={`${at}.place`} onChange={onChange} />
        <div className="two">
          <LongTextControl
            at={`${at}.nulls`}
            label="Values that mean “not stated”"
            hint="One a line, besides the empty field."
            rows={2}
            value={layout.nulls.join('\n')}
            onChange={(text) =>
              onChange({ ...layout, nulls: text.split('\n').filter((value) => value !== '') })
            }
          />
          <TextControl
            at={`${at}.periodInName`}
            label="Period in the file’s name"
            hint="A regular expression with the groups from and to, or month, or year."
            value={layout.periodInName ?? ''}
            onChange={(pattern) => {
              const { periodInName: _, ...others } = layout;
              onChange(pattern === '' ? others : { ...others, periodInName: pattern });
            }}
          />
        </div>
        <ScrollBox className="columns-box" label={`Columns of ${layout.name}`}>
          <ol className="column-list">
            {layout.columns.map((column) => {
              const use = purposeOf(layout, column);
              return (
                <li key={column}>
                  {column}
                  {use !== null && <span className="hint"> → {use}</span>}
                </li>
              );
            })}
          </ol>
        </ScrollBox>
        {onRemove !== null && (
          <button type="button" className="link link-danger" onClick={onRemove}>
            Take this layout away
          </button>
        )}
      </div>
    </details>
  );
}

/** What a column is read for: a field, the time or the place; null = it is left. */
function purposeOf(layout: SourceLayout, column: string): string | null {
  const field = Object.entries(layout.fields).find(([, source]) => source === column)?.[0];
  if (field !== undefined) return field;
  if (Object.entries(layout.time).some(([part, source]) => part !== 'kind' && source === column))
    return 'time';
  if (Object.entries(layout.place).some(([part, source]) => part !== 'kind' && source === column))
    return 'place';
  return null;
}

type PartProps = {
  readonly layout: SourceLayout;
  readonly at: string;
  readonly onChange: (next: SourceLayout) => void;
};

function columnsOf(layout: SourceLayout): readonly (readonly [string, string])[] {
  return layout.columns.map((column) => [column, column] as const);
}

function TimeForm({ layout, at, onChange }: PartProps) {
  const { time } = layout;
  const first = layout.columns[0] ?? '';
  const columns = columnsOf(layout);
  const column = time.kind === 'local' ? time.date : time.kind === 'delivery-year' ? first : time.column;
  const kind = (next: (typeof TIME_KINDS)[number][0]) =>
    onChange({
      ...layout,
      time:
        next === 'delivery-year'
          ? { kind: next }
          : next === 'local'
            ? { kind: next, date: column }
            : { kind: next, column },
    });
  return (
    <div className="three">
      <SelectControl at={at} label="Time" value={time.kind} options={TIME_KINDS} onChange={kind} />
      {time.kind === 'local' ? (
        <>
          <SelectControl
            at={`${at}.date`}
            label="Column of the date"
            value={time.date}
            options={columns}
            onChange={(date) => onChange({ ...layout, time: { ...time, date } })}
          />
          <SelectControl
            at={`${at}.time`}
            label="Column of the time"
            value={time.time ?? ''}
            options={[['', 'None'], ...columns]}
            onChange={(clock) =>
              onChange({
                ...layout,
                time: { kind: 'local', date: time.date, ...(clock === '' ? {} : { time: clock }) },
              })
            }
          />
        </>
      ) : (
        time.kind !== 'delivery-year' && (
          <SelectControl
            at={`${at}.column`}
            label="Column"
            value={time.column}
            options={columns}
            onChange={(next) => onChange({ ...layout, time: { ...time, column: next } })}
          />
        )
      )}
    </div>
  );
}

type PlaceKind = SourceLayout['place']['kind'];

function placeColumns(layout: SourceLayout): readonly [string, string] {
  const { place } = layout;
  if (place.kind === 'wgs84') return [place.longitude, place.latitude];
  if (place.kind === 'epsg27700') return [place.easting, place.northing];
  return [layout.columns[0] ?? '', layout.columns[1] ?? ''];
}

function placeOf(kind: PlaceKind, x: string, y: string): SourceLayout['place'] {
  if (kind === 'wgs84') return { kind, longitude: x, latitude: y };
  return kind === 'epsg27700' ? { kind, easting: x, northing: y } : { kind };
}

function PlaceForm({ layout, at, onChange }: PartProps) {
  const { kind } = layout.place;
  const columns = columnsOf(layout);
  const [x, y] = placeColumns(layout);
  const put = (next: PlaceKind, east: string, north: string) =>
    onChange({ ...layout, place: placeOf(next, east, north) });
  const names = kind === 'wgs84' ? (['longitude', 'latitude'] as const) : (['easting', 'northing'] as const);
  return (
    <div className="three">
      <SelectControl
        at={at}
        label="Place"
        value={kind}
        options={PLACE_KINDS}
        onChange={(next) => put(next, x, y)}
      />
      {kind !== 'none' && (
        <>
          <SelectControl
            at={`${at}.${names[0]}`}
            label={`Column of the ${names[0]}`}
            value={x}
            options={columns}
            onChange={(east) => put(kind, east, y)}
          />
          <SelectControl
            at={`${at}.${names[1]}`}
            label={`Column of the ${names[1]}`}
            value={y}
            options={columns}
            onChange={(north) => put(kind, x, north)}
          />
        </>
      )}
    </div>
  );
}

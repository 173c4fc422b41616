import { VIEWS, type View } from '../state/exploration.ts';

const VIEW_NAMES: Readonly<Record<View, string>> = {
  dashboard: 'Dashboard',
  map: 'Map',
  charts: 'Charts',
  table: 'Table',
};

export function Tabs({ view, onView }: { readonly view: View; readonly onView: (view: View) => void }) {
  const move = (by: number) => {
    const next = VIEWS[(VIEWS.indexOf(view) + by + VIEWS.length) % VIEWS.length] ?? 'dashboard';
    onView(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div className="tabs-row">
      <div className="tabs" role="tablist" aria-label="Views">
        {VIEWS.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={name === view}
            aria-controls="view"
            tabIndex={name === view ? 0 : -1}
            onClick={() => onView(name)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowRight') move(1);
              if (event.key === 'ArrowLeft') move(-1);
            }}
          >
            {VIEW_NAMES[name]}
          </button>
        ))}
      </div>
      {view !== 'table' && <p className="tabs-hint">Select on the map or any chart to filter everything</p>}
    </div>
  );
}

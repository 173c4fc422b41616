import './nearby.css';
import { useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useDatasets, useGeographies } from '../api/hooks.ts';
import type { DatasetList, GeographySummary } from '../api/types.ts';
import { Check } from '../form/field.tsx';
import { PeriodSection } from '../panel/period-section.tsx';
import { ErrorMessage, Loading } from '../shell/state-message.tsx';
import { choiceOf, chosenDatasets } from '../state/catalogue.ts';
import { type Exploration, toggled } from '../state/exploration.ts';
import { roundedDegrees } from '../state/shape.ts';
import { AreasAround } from './areas-around.tsx';
import { CircleForm } from './circle-form.tsx';
import { NearbyResult } from './nearby-result.tsx';
import { fromNearbySearch, type Nearby, periodOf, radiiOf, toNearbySearch } from './nearby-state.ts';
import { PlaceSearch } from './place-search.tsx';
import type { FoundPlace } from './types.ts';
import { usePlaces } from './use-places.ts';

/** What lies round a place: how many of what in which ring, beside the borough and the year before. */
export function NearbyPage() {
  const datasets = useDatasets();
  const geographies = useGeographies();
  if (datasets.isError || geographies.isError)
    return (
      <main className="plain-page" id="main">
        <h1>Nearby</h1>
        <ErrorMessage
          error={datasets.error ?? geographies.error}
          retry={() => {
            void datasets.refetch();
            void geographies.refetch();
          }}
        />
      </main>
    );
  const items = datasets.data?.items.filter(({ access, published }) => access !== null && published !== null);
  if (datasets.data === undefined || items === undefined || geographies.data === undefined)
    return (
      <main id="main">
        <Loading what="Loading the catalogue" />
      </main>
    );
  if (items.length === 0)
    return (
      <main className="plain-page" id="main">
        <h1>Nearby</h1>
        <p>There is no published dataset that your profile shows.</p>
      </main>
    );
  return <NearbyContent list={{ ...datasets.data, items }} geographies={geographies.data} />;
}

function NearbyContent({
  list,
  geographies,
}: {
  readonly list: DatasetList;
  readonly geographies: readonly GeographySummary[];
}) {
  const search = useSearch();
  const [, navigate] = useLocation();
  const state = useMemo(() => fromNearbySearch(search), [search]);
  const { exploration, name, rings } = state;
  const { near } = exploration;
  const choice = choiceOf(list, exploration);
  const period = periodOf(choice, exploration);
  const counts = choice.access.kind === 'counts';
  const go = (next: Partial<Nearby>) => {
    const text = toNearbySearch({ ...state, ...next });
    navigate(text === '' ? '/nearby' : `/nearby?${text}`);
  };
  const change = (next: Partial<Exploration>) => go({ exploration: { ...exploration, ...next } });
  const choose = (place: FoundPlace) =>
    go({
      name: place.kind === 'coordinates' ? null : place.name,
      exploration: {
        ...exploration,
        near: {
          lat: roundedDegrees(place.latitude),
          lon: roundedDegrees(place.longitude),
          metres: place.radiusMetres,
        },
      },
    });
  const position = near === null ? '' : `${near.lat}, ${near.lon}`;
  const located = usePlaces(position, 1);
  const place = near === null || located.isPlaceholderData ? undefined : located.data?.items[0];
  const title = name ?? position;
  const chosen = chosenDatasets(list, exploration).map(({ id }) => id);
  return (
    <main className="page nearby" id="main">
      <div>
        <p className="caption">Proximity</p>
        <h1>{near === null ? 'What lies near a place' : `Near ${title}`}</h1>
        {place !== undefined && place.within.length > 0 && (
          <p className="lead">
            In{' '}
            {[...place.within]
              .reverse()
              .map((area) => area.name)
              .join(', ')}
          </p>
        )}
      </div>
      <section className="card nearby-form" aria-label="What to look for">
        <h2 className="visually-hidden">Place, datasets and period</h2>
        <PlaceSearch label="Place" name={title} onChoose={choose} />
        {near !== null && !counts && (
          <CircleForm
            near={near}
            rings={rings}
            onMetres={(metres) => change({ near: { ...near, metres } })}
            onRings={(next) => go({ rings: next })}
          />
        )}
        <div className="nearby-choices">
          <fieldset>
            <legend>Datasets</legend>
            {list.items.map((dataset) => (
              <Check
                key={dataset.id}
                label={dataset.title}
                checked={chosen.includes(dataset.id)}
                disabled={chosen.length === 1 && chosen[0] === dataset.id}
                onChange={() => change({ datasets: toggled(chosen, dataset.id), fields: {} })}
              />
            ))}
          </fieldset>
          {!counts && (
            <PeriodSection
              choice={choice}
              draft={{ ...exploration, ...period }}
              onChange={({ from, to }) =>
                change({ from: from ?? choice.bounds?.from ?? null, to: to ?? choice.bounds?.to ?? null })
              }
            />
          )}
        </div>
      </section>
      {near === null ? (
        <section className="card">
          <p>
            Find a place above: an area, a street or station that records name, a postcode where postcodes
            have been brought in, or a position.
          </p>
        </section>
      ) : counts ? (
        <AreasAround choice={choice} exploration={exploration} place={place} />
      ) : (
        period !== null && (
          <NearbyResult
            key={chosen.join(' ')}
            choice={choice}
            exploration={exploration}
            near={near}
            period={period}
            radii={radiiOf(near.metres, rings)}
            title={title}
            place={place}
            geographies={geographies}
          />
        )
      )}
    </main>
  );
}

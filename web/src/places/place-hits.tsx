import './areas.css';
import type { Exploration } from '../state/exploration.ts';
import { roundedDegrees } from '../state/shape.ts';
import type { World } from '../state/world.ts';
import { distanceText, placeHint } from './place-words.ts';
import type { FoundPlace } from './types.ts';
import { usePlaces, useSettled } from './use-places.ts';

type Props = {
  readonly text: string;
  readonly world: World;
  readonly draft: Exploration;
  readonly single: boolean;
  /** Codes that the tree shows already. */
  readonly shown: ReadonlySet<string>;
  readonly onChange: (next: Exploration, said: string) => void;
};

const SHOWN = 5;

/** What the tree does not find: streets, stations, postcodes and positions, and areas by a name that is a letter off. */
export function PlaceHits({ text, world, draft, single, shown, onChange }: Props) {
  const settled = useSettled(text);
  const places = usePlaces(settled, 10);
  const hits = (places.data?.items ?? [])
    .filter(({ area }) => area === null || !shown.has(area.code))
    .filter(({ kind }) => kind === 'area' || !single)
    .slice(0, SHOWN);
  if (hits.length === 0 || settled !== text || places.isPlaceholderData) return null;
  const choose = (place: FoundPlace) => {
    const { area, name, longitude, latitude, radiusMetres } = place;
    if (area !== null) {
      world.want(area.level);
      const areas = single ? [area.code] : [...new Set([...draft.areas, area.code])];
      onChange({ ...draft, areas }, `${name} chosen.`);
      return;
    }
    const near = { lat: roundedDegrees(latitude), lon: roundedDegrees(longitude), metres: radiusMetres };
    onChange({ ...draft, near }, `Circle of ${distanceText(radiusMetres)} round ${name} chosen.`);
  };
  return (
    <ul className="place-hits" aria-label="Other places found">
      {hits.map((place) => (
        <li key={`${place.kind} ${place.name} ${place.longitude} ${place.latitude}`}>
          <button type="button" className="link" onClick={() => choose(place)}>
            {place.name}
          </button>{' '}
          <span className="hint">
            {placeHint(place)}
            {place.area === null && `; a circle of ${distanceText(place.radiusMetres)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

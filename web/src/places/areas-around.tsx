import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useSite } from '../session/context.tsx';
import { ErrorMessage, Loading } from '../shell/state-message.tsx';
import type { Choice } from '../state/catalogue.ts';
import type { Exploration } from '../state/exploration.ts';
import { levelLabel } from '../state/grouping.ts';
import { exploreAddress } from './nearby-state.ts';
import type { FoundPlace, Neighbours, PlaceWithin } from './types.ts';

type Props = {
  readonly choice: Choice;
  readonly exploration: Exploration;
  readonly place: FoundPlace | undefined;
};

/** For profiles that give counts only, of which no circle can be asked: the areas that the place is in, and those beside. */
export function AreasAround({ choice, exploration, place }: Props) {
  const { levels } = choice.access;
  const within = (place?.within ?? []).filter(({ level }) => levels === null || levels.includes(level));
  return (
    <section className="card" aria-labelledby="areas-around">
      <h2 id="areas-around">Areas around</h2>
      <p>
        Your profile gives counts by area only. A circle would be one more count of the same records, so it
        cannot be asked. These areas can:
      </p>
      {place === undefined ? (
        <Loading what="Finding the areas" />
      ) : within.length === 0 ? (
        <p>The place is in no area that your profile shows.</p>
      ) : (
        within.map((area) => <Around key={area.code} area={area} exploration={exploration} />)
      )}
    </section>
  );
}

function Around({ area, exploration }: { readonly area: PlaceWithin; readonly exploration: Exploration }) {
  const { api } = useSite();
  const path = `/geographies/${area.level}/${area.vintage}/${encodeURIComponent(area.code)}/neighbours`;
  const beside = useQuery({
    queryKey: ['neighbours', path],
    queryFn: ({ signal }) => api.get<Neighbours>(path, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const link = (code: string, name: string) => (
    <Link href={exploreAddress(exploration, { near: null, areas: [code], level: area.level })}>{name}</Link>
  );
  return (
    <div>
      <h3>
        {levelLabel(area.level)}: {link(area.code, area.name)}
      </h3>
      {beside.isError && <ErrorMessage error={beside.error} />}
      {beside.data !== undefined && beside.data.items.length > 0 && (
        <p>
          Beside it:{' '}
          {beside.data.items.map(({ code, name }, index) => (
            <span key={code}>
              {index > 0 && ', '}
              {link(code, name)}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}

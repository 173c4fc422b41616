import { type ComponentProps, lazy, Suspense } from 'react';
import { Loading } from '../shell/state-message.tsx';

const MapView = lazy(() => import('./map-view.tsx').then((module) => ({ default: module.MapView })));

/** The map, fetched when one is first shown; another scene makes another map. */
export function LazyMap(props: ComponentProps<typeof MapView>) {
  return (
    <Suspense fallback={<Loading what="Drawing the map" />}>
      <MapView key={props.scene.key} {...props} />
    </Suspense>
  );
}

import { shapeText } from '../state/shape.ts';
import type { MapCardProps } from './map-card.tsx';
import type { Drawn } from './use-drawing.ts';

/** What is drawn on the map, applied at once when it changes; null where the profile gives counts, which take no shape. */
export function drawnOf({
  access,
  state,
  apply,
}: Pick<MapCardProps, 'access' | 'state' | 'apply'>): Drawn | null {
  if (access.kind === 'counts') return null;
  return {
    shape: state.shape,
    near: state.near,
    onShape: (shape) =>
      apply((before) => (shapeText(before.shape) === shapeText(shape) ? before : { ...before, shape })),
    onNear: (near) => apply((before) => ({ ...before, near })),
  };
}

import { AreaMap } from './area-map.tsx';
import { CellMap } from './cell-map.tsx';
import { layerProblem } from './layer.ts';
import type { MapCardProps } from './map-card.tsx';
import { PointMap } from './point-map.tsx';
import { TwoMap } from './two-map.tsx';

/** The map of the layer that is chosen; of areas where the profile does not show that layer. */
export function MapPanel(props: MapCardProps) {
  const { layer } = props.state.look;
  if (layerProblem(layer, props.access) !== null) return <AreaMap {...props} refused={layer} />;
  if (layer === 'cells') return <CellMap {...props} />;
  if (layer === 'points') return <PointMap {...props} />;
  if (layer === 'two') return <TwoMap {...props} />;
  return <AreaMap {...props} refused={null} />;
}

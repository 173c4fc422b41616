import type { LayerSpecification } from 'maplibre-gl';

/** What of a map is needed to show its layers. */
export type Veiled = {
  readonly getLayer: (id: string) => { readonly type: string } | undefined;
  readonly setPaintProperty: (id: string, name: VeilProperty, value: number) => unknown;
};

type VeilProperty = 'fill-layer-opacity' | 'line-layer-opacity' | 'text-opacity';

/** At 0 a layer is not drawn at all: its shader program is not made, while its tiles are made as for any other. */
const VEILS: Readonly<Partial<Record<string, VeilProperty>>> = {
  fill: 'fill-layer-opacity',
  line: 'line-layer-opacity',
  symbol: 'text-opacity',
};

/** The layer, there but not drawn until it is lifted. */
export function veiled(layer: LayerSpecification): LayerSpecification {
  const veil = VEILS[layer.type];
  if (veil === undefined) return layer;
  return { ...layer, paint: { ...layer.paint, [veil]: 0 } } as LayerSpecification;
}

/** Draws layers from now on; those that are drawn already, or are not there, are left as they are. */
export function lift(map: Veiled, ids: readonly string[]): void {
  for (const id of ids) {
    const veil = VEILS[map.getLayer(id)?.type ?? ''];
    if (veil !== undefined) map.setPaintProperty(id, veil, 1);
  }
}

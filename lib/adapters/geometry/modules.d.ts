declare module 'mapshaper' {
  type Files = Readonly<Record<string, Uint8Array | string>>;
  const mapshaper: {
    /** Runs commands on files in memory; gives the files that `-o` made. */
    applyCommands(commands: string, input: Files): Promise<Record<string, Uint8Array | string>>;
  };

  export = mapshaper;
}

declare module 'polylabel' {
  /** Pole of inaccessibility of a polygon's rings; `distance` is that to the nearest edge. */
  function polylabel(
    polygon: readonly (readonly (readonly number[])[])[],
    precision?: number,
  ): [x: number, y: number] & { distance: number };

  export = polylabel;
}

declare module 'vt-pbf' {
  import type { LegacyTile } from 'geojson-vt';

  const vtpbf: {
    fromGeojsonVt(layers: Readonly<Record<string, LegacyTile>>, options: { version: number }): Uint8Array;
  };

  export = vtpbf;
}

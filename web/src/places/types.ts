/** A place that was found by its name; `longitude` and `latitude` in degrees. */
export type FoundPlace = {
  readonly kind: 'area' | 'street' | 'station' | 'postcode' | 'district' | 'coordinates' | 'grid';
  readonly name: string;
  readonly match: 'exact' | 'prefix' | 'words' | 'fuzzy';
  readonly area: { readonly level: string; readonly vintage: string; readonly code: string } | null;
  /** What it lies in, the largest area first; best fit. */
  readonly within: readonly PlaceWithin[];
  readonly longitude: number;
  readonly latitude: number;
  /** A radius to begin with. */
  readonly radiusMetres: number;
  readonly source: string;
};

export type PlaceWithin = {
  readonly level: string;
  readonly vintage: string;
  readonly code: string;
  readonly name: string;
  readonly squareMetres: number;
};

export type FoundPlaces = { readonly items: readonly FoundPlace[]; readonly preparing: boolean };

export type Neighbours = {
  readonly items: readonly { readonly code: string; readonly name: string; readonly sharedMetres: number }[];
};

/** What an area of one's own takes in; positions in degrees. */
export type AreaShape =
  | { readonly kind: 'areas'; readonly codes: readonly string[] }
  | { readonly kind: 'polygon'; readonly coordinates: readonly (readonly (readonly [number, number])[])[] }
  | { readonly kind: 'circle'; readonly lon: number; readonly lat: number; readonly metres: number };

export type SavedArea = {
  readonly id: string;
  readonly name: string;
  readonly shape: AreaShape;
  readonly shared: boolean;
  readonly own: boolean;
  readonly owner: string;
  readonly etag: string;
};

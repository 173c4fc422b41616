/** The buckets of the product, by what lies in them. */
export type Buckets = Readonly<Record<'lake' | 'ingest' | 'exports' | 'audit', string>>;

/** Where one object is. */
export type Target = { readonly Bucket: string; readonly Key: string };

const ROUTES: readonly (readonly [prefix: string, to: keyof Buckets])[] = [
  ['exports/', 'exports'],
  ['ingest/', 'ingest'],
  ['received/', 'ingest'],
  ['incoming/', 'ingest'],
  ['audit/', 'audit'],
];

/** The bucket that an object lies in: its first folder decides, and what has no bucket of its own is in the lake. */
export function bucketOf(buckets: Buckets, key: string): string {
  const route = ROUTES.find(([prefix]) => key.startsWith(prefix));
  return buckets[route?.[1] ?? 'lake'];
}

/** Every bucket that may hold keys under a prefix, with the prefixes to ask it for. */
export function bucketsUnder(
  buckets: Buckets,
  prefix: string,
): readonly { readonly bucket: string; readonly prefix: string }[] {
  const whole = ROUTES.find(([route]) => prefix.startsWith(route));
  if (whole !== undefined) return [{ bucket: buckets[whole[1]], prefix }];
  const parts = ROUTES.filter(([route]) => route.startsWith(prefix));
  return [
    { bucket: buckets.lake, prefix },
    ...parts.map(([route, to]) => ({ bucket: buckets[to], prefix: route })),
  ];
}

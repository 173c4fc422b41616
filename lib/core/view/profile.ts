import type { DatasetId } from '#core/model/id.ts';

/**
 * What a person may see of each dataset. `fields`: names per dataset, or everything. `rowRule`: which records, null =
 * all. `precision`: the finest place that may be used; `exact` is the coordinates themselves.
 */
export type Profile = {
  readonly fields: 'all' | Readonly<Record<DatasetId, readonly string[]>>;
  readonly rowRule: null;
  readonly precision: 'exact';
};

/** Every field of every dataset, all records, exact places. */
export const ALL_FIELDS: Profile = { fields: 'all', rowRule: null, precision: 'exact' };

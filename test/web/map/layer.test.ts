import { describe, expect, it } from 'vitest';
import type { DatasetSummary } from '#web/api/types.ts';
import { drawnOf } from '#web/map/drawn-of.ts';
import { layerProblem, resolutionOf, resolutionsOf } from '#web/map/layer.ts';
import { accessOf, WHOLE_ACCESS } from '#web/state/access.ts';
import { EMPTY } from '#web/state/exploration.ts';
import { PLAIN_LOOK } from '#web/state/look.ts';

const COUNTS = { ...WHOLE_ACCESS, kind: 'counts' as const, cell: null, exact: false, levels: ['borough'] };

function dataset(access: DatasetSummary['access']): DatasetSummary {
  return { access } as DatasetSummary;
}

describe('what a profile lets the map show', () => {
  it('is hexagons no finer than its own, and points only where it shows places of records', () => {
    expect(resolutionsOf(WHOLE_ACCESS)).toEqual([7, 8, 9, 10, 11]);
    expect(resolutionsOf({ ...WHOLE_ACCESS, cell: 8, exact: false })).toEqual([7, 8]);
    expect(resolutionsOf(COUNTS)).toEqual([]);
    expect(resolutionOf({ ...PLAIN_LOOK, resolution: 11 }, { ...WHOLE_ACCESS, cell: 9 })).toBe(9);
    expect(layerProblem('points', WHOLE_ACCESS)).toBeNull();
    expect(layerProblem('points', { ...WHOLE_ACCESS, exact: false })).toMatch(/^Hidden by your profile/);
    expect(layerProblem('points', { ...COUNTS, exact: true })).toMatch(/counts only/);
    expect(layerProblem('cells', COUNTS)).toMatch(/^Hidden by your profile/);
    expect(layerProblem('cells', { ...WHOLE_ACCESS, cell: 7 })).toBeNull();
    expect(layerProblem('two', COUNTS)).toBeNull();
  });

  it('is the strictest of the chosen datasets, and nothing where the answer does not say', () => {
    const access = { kind: 'records', download: true, minimumCount: 1, rounding: 1, levels: null } as const;
    const both = [
      dataset({ ...access, cell: 11, exact: true }),
      dataset({ ...access, cell: 8, exact: false }),
    ];
    expect(accessOf(both)).toMatchObject({ cell: 8, exact: false });
    expect(accessOf([dataset({ ...access, cell: 11, exact: true }), dataset(access)])).toMatchObject({
      cell: null,
      exact: false,
    });
  });

  it('is no drawing where it gives counts, which take no shape', () => {
    const apply = () => undefined;
    expect(drawnOf({ access: COUNTS, state: EMPTY, apply })).toBeNull();
    expect(drawnOf({ access: WHOLE_ACCESS, state: EMPTY, apply })?.shape).toBeNull();
  });
});

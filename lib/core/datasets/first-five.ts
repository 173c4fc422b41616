import type { DatasetDefinition } from '#core/model/dataset.ts';
import { BTP_CRIME } from './btp-crime.ts';
import { COLP_CRIME } from './colp-crime.ts';
import { MPS_CRIME } from './mps-crime.ts';
import { MPS_STOP_SEARCH } from './mps-stop-search.ts';
import { TFL_CASUALTIES } from './tfl-casualties.ts';

/** The definitions that a new installation starts with. */
export const FIRST_DEFINITIONS: readonly DatasetDefinition[] = [
  MPS_CRIME,
  MPS_STOP_SEARCH,
  COLP_CRIME,
  BTP_CRIME,
  TFL_CASUALTIES,
];

import type { Caller } from '#app/caller.ts';
import type { Platform } from '#app/ports.ts';
import { CRIME_OUTCOMES, CRIME_TYPES } from '#core/datasets/police-codes.ts';
import type { Code, DatasetDefinition, LookupField } from '#core/model/dataset.ts';
import type { LookupTable } from '#core/model/lookup.ts';
import { putLookup } from './lookups.ts';
import { findLookups } from './store.ts';

type Joined = {
  readonly table: LookupTable;
  /** Name of the code list that its keys are of. */
  readonly keys: string;
  /** The field that it gives to each dataset with a field of that code list. */
  readonly field: LookupField;
};

const CRIME_GROUPS: Readonly<Record<string, readonly string[]>> = {
  'Theft and robbery': [
    'Bicycle theft',
    'Burglary',
    'Other theft',
    'Robbery',
    'Shoplifting',
    'Theft from the person',
    'Vehicle crime',
  ],
  'Violence and weapons': ['Possession of weapons', 'Violence and sexual offences'],
  'Damage and disorder': ['Anti-social behaviour', 'Criminal damage and arson', 'Public order'],
  'Drugs and other crime': ['Drugs', 'Other crime'],
};

/** Of a status or a court result that is not available nobody knows the stage: neither is listed. */
const STAGES: Readonly<Record<string, readonly string[]>> = {
  'Still open': ['Under investigation'],
  'Closed without a charge': [
    'Action to be taken by another organisation',
    'Formal action is not in the public interest',
    'Further action is not in the public interest',
    'Further investigation is not in the public interest',
    'Investigation complete; no suspect identified',
    'Unable to prosecute suspect',
  ],
  'Settled out of court': [
    'Local resolution',
    'Offender given a caution',
    'Offender given a drugs possession warning',
    'Offender given penalty notice',
  ],
  'Charged or before a court': [
    'Awaiting court outcome',
    'Defendant sent to Crown Court',
    'Suspect charged',
    'Suspect charged as part of another case',
  ],
  'Sentenced by a court': [
    'Offender deprived of property',
    'Offender fined',
    'Offender given absolute discharge',
    'Offender given community sentence',
    'Offender given conditional discharge',
    'Offender given suspended prison sentence',
    'Offender ordered to pay compensation',
    'Offender otherwise dealt with',
    'Offender sent to prison',
  ],
  'Ended in court without a conviction': ['Court case unable to proceed', 'Defendant found not guilty'],
};

const DEMO_LOOKUPS: readonly Joined[] = [
  {
    table: {
      name: 'crime_groups',
      title: 'Crime types in groups',
      keyLabel: 'Crime type',
      columns: [{ name: 'crime_group', label: 'Crime group' }],
      rows: rowsOf(CRIME_TYPES, CRIME_GROUPS),
    },
    keys: 'crime_type',
    field: {
      name: 'crime_group',
      label: 'Crime group',
      description: 'Crime types that are alike, in four groups of this demonstration.',
      on: 'category',
      lookup: 'crime_groups',
      column: 'crime_group',
    },
  },
  {
    table: {
      name: 'outcome_stages',
      title: 'Outcomes by stage of the case',
      keyLabel: 'Last outcome',
      columns: [{ name: 'stage', label: 'Stage of the case' }],
      rows: rowsOf(CRIME_OUTCOMES, STAGES),
    },
    keys: 'crime_outcome',
    field: {
      name: 'stage',
      label: 'Stage of the case',
      description: 'How far a case has come by its last outcome, in six stages of this demonstration.',
      on: 'outcome',
      lookup: 'outcome_stages',
      column: 'stage',
    },
  },
];

/**
 * Keeps the lookup tables of the demonstration, unless there are tables of those names already, on behalf of `caller`.
 * Fails with FORBIDDEN where they may not.
 */
export async function putDemoLookups(platform: Platform, caller: Caller): Promise<void> {
  const known = await findLookups(
    platform,
    DEMO_LOOKUPS.map(({ table }) => table.name),
  );
  for (const { table } of DEMO_LOOKUPS)
    if (!known.has(table.name)) await putLookup(platform, caller, table.name, table, 0);
}

/** A definition that joins those tables of the demonstration whose keys are codes of its fields. */
export function withDemoLookups(definition: DatasetDefinition): DatasetDefinition {
  const { fields } = definition;
  const fits = DEMO_LOOKUPS.filter(({ keys, field }) =>
    fields.some(({ name, codeList }) => name === field.on && codeList === keys),
  );
  return { ...definition, lookups: [...definition.lookups, ...fits.map(({ field }) => field)] };
}

function rowsOf(codes: readonly Code[], groups: Readonly<Record<string, readonly string[]>>) {
  const groupOf = new Map(
    Object.entries(groups).flatMap(([group, members]) => members.map((code) => [code, group] as const)),
  );
  return codes.flatMap(({ code }) => {
    const group = groupOf.get(code);
    return group === undefined ? [] : [[code, group]];
  });
}

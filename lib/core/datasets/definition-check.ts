import { type DatasetDefinition, DatasetDefinitionSchema, type SourceLayout } from '#core/model/dataset.ts';
import type { Fault } from '#core/model/error.ts';
import { faultsOfIssues } from '#core/model/fault.ts';
import { commonField } from './common-fields.ts';
import { layoutFaults } from './layout-check.ts';
import { lookupFieldFaults } from './lookup-check.ts';
import { isReservedName } from './reserved-name.ts';

const PRECISIONS = ['minute', 'day', 'month', 'year'] as const;

/** Reads what a person wrote as a definition; either the definition or every fault found, with its path. */
export function readDefinition(
  spec: unknown,
): { readonly definition: DatasetDefinition } | { readonly faults: readonly Fault[] } {
  const parsed = DatasetDefinitionSchema.safeParse(spec);
  if (!parsed.success) return { faults: faultsOfIssues(parsed.error.issues) };
  const faults = definitionFaults(parsed.data);
  return faults.length === 0 ? { definition: parsed.data } : { faults };
}

/** Everything in a well-formed definition that names something that is not there, or contradicts itself. */
export function definitionFaults(definition: DatasetDefinition): readonly Fault[] {
  return [
    ...fieldFaults(definition),
    ...codeListFaults(definition),
    ...keyFaults(definition),
    ...layoutFaults(definition),
    ...precisionFaults(definition),
    ...commonFaults(definition),
    ...ownFaults(definition),
    ...lookupFieldFaults(definition),
  ];
}

function fieldFaults({ fields, codeLists }: DatasetDefinition): Fault[] {
  return fields.flatMap((field, i) => {
    const at = `fields[${i}]`;
    const found: Fault[] = [];
    if (fields.findIndex(({ name }) => name === field.name) !== i)
      found.push({
        at: `${at}.name`,
        message: `"${field.name}" is already taken: give each field its own name`,
      });
    if (isReservedName(field.name))
      found.push({ at: `${at}.name`, message: `"${field.name}" is reserved: use another name` });
    if (field.codeList !== undefined && !Object.hasOwn(codeLists, field.codeList))
      found.push({
        at: `${at}.codeList`,
        message: `there is no code list "${field.codeList}": add it under codeLists`,
      });
    if (field.codeList !== undefined && field.type !== 'category')
      found.push({
        at: `${at}.codeList`,
        message: `a field of type ${field.type} has no code list: use type category`,
      });
    if (field.place !== undefined && (field.type !== 'text' || field.role === 'internal'))
      found.push({
        at: `${at}.place`,
        message: `only text that people may see names places, and this is ${field.type} used for ${field.role}: take it out`,
      });
    if (field.place !== undefined && !['open', 'restricted'].includes(field.sensitivity))
      found.push({
        at: `${at}.place`,
        message: `a field with ${field.sensitivity} data cannot be searched for places: take it out`,
      });
    if (field.type === 'decimal' && field.scale === undefined)
      found.push({
        at: `${at}.scale`,
        message: 'a decimal needs the number of digits after its point, 0 to 6',
      });
    if (field.type !== 'decimal' && field.scale !== undefined)
      found.push({
        at: `${at}.scale`,
        message: `a field of type ${field.type} has no scale: use type decimal`,
      });
    if (field.role === 'measure' && field.type !== 'integer' && field.type !== 'decimal')
      found.push({
        at: `${at}.role`,
        message: `a ${field.type} cannot be summed: use type integer or decimal`,
      });
    return found;
  });
}

function codeListFaults({ codeLists }: DatasetDefinition): Fault[] {
  return Object.entries(codeLists).flatMap(([list, codes]) => {
    const owners = new Map<string, number>();
    return codes.flatMap(({ code, sources }, i) =>
      [...new Set([code, ...sources])].flatMap((spelling): Fault[] => {
        const owner = owners.get(spelling) ?? i;
        owners.set(spelling, owner);
        return owner === i
          ? []
          : [
              {
                at: `codeLists.${list}[${i}]`,
                message: `the spelling "${spelling}" already means entry ${owner}: each spelling stands for one code`,
              },
            ];
      }),
    );
  });
}

function keyFaults({ key, fields, contract }: DatasetDefinition): Fault[] {
  const missing = (name: string): boolean => fields.every((field) => field.name !== name);
  const within = contract.window.kind === 'replace-period' ? contract.window.within : [];
  return [
    ...(key ?? []).flatMap((name, i) =>
      missing(name)
        ? [{ at: `key[${i}]`, message: `there is no field "${name}": name one of the fields` }]
        : [],
    ),
    ...within.flatMap((name, i) =>
      missing(name)
        ? [
            {
              at: `contract.window.within[${i}]`,
              message: `there is no field "${name}": name one of the fields`,
            },
          ]
        : [],
    ),
  ];
}

function precisionOf(time: SourceLayout['time']): (typeof PRECISIONS)[number] {
  switch (time.kind) {
    case 'instant':
      return 'minute';
    case 'local':
      return time.time === undefined ? 'day' : 'minute';
    case 'month':
      return 'month';
    case 'delivery-year':
      return 'year';
  }
}

function precisionFaults({ layouts, timePrecision }: DatasetDefinition): Fault[] {
  const given = layouts.map(({ time }) => precisionOf(time));
  const finest = PRECISIONS.find((precision) => given.includes(precision));
  return finest === timePrecision
    ? []
    : [
        {
          at: 'timePrecision',
          message: `got ${timePrecision}, but the finest that the layouts give is ${finest}: use ${finest}`,
        },
      ];
}

function commonFaults({ common, fields, codeLists }: DatasetDefinition): Fault[] {
  return Object.entries(common).flatMap(([name, source]) => {
    const at = `common.${name}`;
    const target = commonField(name);
    if (target === undefined) return [{ at, message: `there is no common field "${name}"` }];
    const targets = new Set(target.codes.map(({ code }) => code));
    const unknown = (code: string, where: string): Fault[] =>
      targets.has(code)
        ? []
        : [{ at: where, message: `"${code}" is not a code of the common field "${name}"` }];
    if (source.from === 'constant') return unknown(source.value, `${at}.value`);
    const field = fields.find((candidate) => candidate.name === source.field);
    if (field === undefined) return [{ at: `${at}.field`, message: `there is no field "${source.field}"` }];
    const list = field.codeList === undefined ? undefined : codeLists[field.codeList];
    return Object.entries(source.map).flatMap(([from, to]) => [
      ...(list === undefined || list.some(({ code }) => code === from)
        ? []
        : [{ at: `${at}.map`, message: `"${from}" is not a code of the field "${field.name}"` }]),
      ...unknown(to, `${at}.map`),
    ]);
  });
}

function ownFaults({ own, fields, codeLists }: DatasetDefinition): Fault[] {
  if (own === undefined) return [];
  const field = fields.find(({ name }) => name === own.field);
  if (field === undefined) return [{ at: 'own.field', message: `there is no field "${own.field}"` }];
  const list = field.codeList === undefined ? undefined : codeLists[field.codeList];
  return own.values.flatMap((value, i) =>
    list === undefined || list.some(({ code }) => code === value)
      ? []
      : [{ at: `own.values[${i}]`, message: `"${value}" is not a code of the field "${own.field}"` }],
  );
}

import type { Code, DatasetDefinition, Field } from '#core/model/dataset.ts';
import { hidingOf, named, ROLES, SENSITIVITIES, TYPES } from './choices.ts';

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function quoted(value: string): string {
  return `“${value}”`;
}

const HIDING_WORDS = {
  '': 'is shown again everywhere',
  query: 'is taken out of filters and groups',
  output: 'is taken out of results',
  both: 'is taken out of filters, groups and results',
} as const;

function fieldChanges(before: Field, after: Field): readonly string[] {
  const name = `Field ${quoted(before.label)}`;
  const lines: string[] = [];
  if (before.label !== after.label) lines.push(`${name} is now called ${quoted(after.label)}.`);
  if (before.description !== after.description) lines.push(`${name} has another description.`);
  if (before.type !== after.type)
    lines.push(`${name}: type ${named(TYPES, before.type)} becomes ${named(TYPES, after.type)}.`);
  if (before.role !== after.role)
    lines.push(`${name}: use ${named(ROLES, before.role)} becomes ${named(ROLES, after.role)}.`);
  if (before.sensitivity !== after.sensitivity)
    lines.push(
      `${name}: sensitivity ${named(SENSITIVITIES, before.sensitivity)} becomes ${named(SENSITIVITIES, after.sensitivity)}.`,
    );
  if (!same(before.codeList, after.codeList))
    lines.push(`${name}: code list ${before.codeList ?? 'none'} becomes ${after.codeList ?? 'none'}.`);
  if (before.required !== after.required)
    lines.push(after.required ? `${name} must be filled from now on.` : `${name} may be empty from now on.`);
  if (hidingOf(before.hidden) !== hidingOf(after.hidden))
    lines.push(`${name} ${HIDING_WORDS[hidingOf(after.hidden)]}.`);
  if (!same([before.scale, before.unit], [after.scale, after.unit]))
    lines.push(`${name}: unit or digits change.`);
  return lines;
}

function codeChanges(list: string, before: readonly Code[], after: readonly Code[]): readonly string[] {
  const old = new Map(before.map((code) => [code.code, code]));
  const now = new Set(after.map((code) => code.code));
  const added = after.filter((code) => !old.has(code.code)).length;
  const gone = before.filter((code) => !now.has(code.code)).length;
  const changed = after.filter((code) => old.has(code.code) && !same(old.get(code.code), code)).length;
  const parts = [
    added === 0 ? '' : `${added} added`,
    gone === 0 ? '' : `${gone} taken away`,
    changed === 0 ? '' : `${changed} changed`,
  ].filter((part) => part !== '');
  if (parts.length === 0) return same(before, after) ? [] : [`Code list ${quoted(list)}: another order.`];
  return [`Code list ${quoted(list)}: ${parts.join(', ')}.`];
}

function added<Item>(before: readonly Item[], after: readonly Item[], key: (item: Item) => string) {
  const old = new Map(before.map((item) => [key(item), item]));
  const now = new Map(after.map((item) => [key(item), item]));
  return {
    added: after.filter((item) => !old.has(key(item))),
    gone: before.filter((item) => !now.has(key(item))),
    kept: after.flatMap((item) => {
      const was = old.get(key(item));
      return was === undefined ? [] : [[was, item] as const];
    }),
  };
}

/** What an amendment changes, each in one sentence; none when the two say the same. */
export function changesOf(before: DatasetDefinition, after: DatasetDefinition): readonly string[] {
  const lines: string[] = [];
  const plain = (label: string, a: unknown, b: unknown) => {
    if (!same(a, b)) lines.push(`${label} changes.`);
  };
  if (before.title !== after.title) lines.push(`The title becomes ${quoted(after.title)}.`);
  plain('The description', before.description, after.description);
  plain('What one record is called', before.noun, after.noun);
  plain('The licence', before.licence, after.licence);
  plain('The key', before.key, after.key);
  plain('The precision of time', before.timePrecision, after.timePrecision);
  const fields = added(before.fields, after.fields, (field) => field.name);
  for (const field of fields.added)
    lines.push(
      `Field ${quoted(field.label)} is new (${named(TYPES, field.type).toLowerCase()}, ${field.required ? 'must be filled' : 'may be empty'}). Profiles hide it until they show it.`,
    );
  for (const field of fields.gone) lines.push(`Field ${quoted(field.label)} is taken away.`);
  for (const [was, is] of fields.kept) lines.push(...fieldChanges(was, is));
  const lists = new Set([...Object.keys(before.codeLists), ...Object.keys(after.codeLists)]);
  for (const list of lists)
    lines.push(...codeChanges(list, before.codeLists[list] ?? [], after.codeLists[list] ?? []));
  const layouts = added(before.layouts, after.layouts, (layout) => layout.name);
  for (const layout of layouts.added)
    lines.push(`File layout ${quoted(layout.name)} is new (${layout.columns.length} columns).`);
  for (const layout of layouts.gone) lines.push(`File layout ${quoted(layout.name)} is taken away.`);
  for (const [was, is] of layouts.kept)
    if (!same(was, is)) lines.push(`File layout ${quoted(is.name)} changes.`);
  const lookups = added(before.lookups, after.lookups, (lookup) => lookup.name);
  for (const lookup of lookups.added)
    lines.push(`Field ${quoted(lookup.label)} is looked up in ${quoted(lookup.lookup)}.`);
  for (const lookup of lookups.gone) lines.push(`Field ${quoted(lookup.label)} is no longer looked up.`);
  for (const [was, is] of lookups.kept)
    if (!same(was, is)) lines.push(`Looked-up field ${quoted(is.label)} changes.`);
  plain('The common fields', before.common, after.common);
  plain('The delivery contract', before.contract, after.contract);
  if (before.retentionMonths !== after.retentionMonths)
    lines.push(
      after.retentionMonths === null
        ? 'Records are kept without an end.'
        : `Records are due for removal after ${after.retentionMonths} months.`,
    );
  if (!same(before.reason, after.reason)) {
    const asked = [
      after.reason.session ? 'once a session' : '',
      after.reason.download ? 'at each download' : '',
    ].filter((part) => part !== '');
    lines.push(
      asked.length === 0 ? 'No reason is asked for.' : `A reason is asked for ${asked.join(' and ')}.`,
    );
  }
  return lines;
}

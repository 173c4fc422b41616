import { findDefinition } from '#app/dataset.ts';
import { readAreas } from '#app/geography/store.ts';
import type { Platform } from '#app/ports.ts';
import { localMonth } from '#core/access/local-day.ts';
import { precisionWords } from '#core/access/precision-words.ts';
import type { DatasetAccess, ProfileSpec } from '#core/access/profile.ts';
import type { RowRule } from '#core/access/row-rule.ts';
import { testsOfRule } from '#core/access/row-rule-plain.ts';
import { rowRuleText } from '#core/access/row-rule-text.ts';
import { hiddenFields, type RuleNames, rowRuleWords } from '#core/access/row-rule-words.ts';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import type { DatasetId } from '#core/model/id.ts';

/** What a profile shows of a dataset, for people: the rule in words and as the engines' row filter; null = every record. */
export type AccessWords = {
  readonly rule: string | null;
  readonly ruleText: string | null;
  readonly precision: string;
};

/** The same with what people call the dataset and the fields that are shown of it, in the order of the profile. */
export type ShownWords = AccessWords & { readonly title: string; readonly fields: readonly string[] };

type Store = Pick<Platform, 'registry' | 'objects' | 'clock'>;

const AREA_COLUMN = /^([a-z][a-z0-9]*)_(\d{4}|demo)$/;

/** A profile in words, dataset by dataset. */
export async function profileWords(
  platform: Store,
  { datasets }: Pick<ProfileSpec, 'datasets'>,
): Promise<Readonly<Record<DatasetId, ShownWords>>> {
  const entries = await Promise.all(
    Object.entries(datasets).map(async ([id, access]) => {
      const definition = await findDefinition(platform, id);
      const labels = new Map(definition?.fields.map(({ name, label }) => [name, label]));
      const shown: ShownWords = {
        ...(await accessWords(platform, definition, access)),
        title: definition?.title ?? id,
        fields: access.fields.map((name) => labels.get(name) ?? name),
      };
      return [id, shown] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** The rule in words for those who have the access, without the names of fields that they do not see; null = every record. */
export async function ownRuleWords(
  platform: Store,
  definition: DatasetDefinition,
  access: Pick<DatasetAccess, 'rowRule' | 'precision' | 'fields'>,
): Promise<string | null> {
  return (await accessWords(platform, definition, access, hiddenFields(definition, access))).rule;
}

/** What is shown of one dataset in words; `definition` null = it is not known (any more). */
export async function accessWords(
  platform: Store,
  definition: DatasetDefinition | null,
  { rowRule, precision }: Pick<DatasetAccess, 'rowRule' | 'precision'>,
  hides: RuleNames['hides'] = () => false,
): Promise<AccessWords> {
  if (rowRule === null) return { rule: null, ruleText: null, precision: precisionWords(precision) };
  const names = await areaNames(platform, rowRule);
  return {
    rule: rowRuleWords(rowRule, {
      definition: definition ?? { fields: [], codeLists: {} },
      area: (column, code) => names.get(column)?.get(code) ?? null,
      hides,
    }),
    ruleText: rowRuleText(rowRule, localMonth(platform.clock())),
    precision: precisionWords(precision),
  };
}

/** The names of the areas of each level that a rule names, by column and code. */
async function areaNames(
  platform: Store,
  rule: RowRule,
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const columns = new Set(testsOfRule(rule).flatMap((test) => ('column' in test ? [test.column] : [])));
  const named = await Promise.all(
    [...columns].map(async (column) => {
      const [, level, vintage] = AREA_COLUMN.exec(column) ?? [];
      if (level === undefined || vintage === undefined) return [];
      const areas = await readAreas(platform, level, vintage).catch(() => []);
      return [[column, new Map(areas.map(({ code, name }) => [code, name]))] as const];
    }),
  );
  return new Map(named.flat());
}

import { Link } from 'wouter';
import type { LookupField } from '#core/model/dataset.ts';
import { useLookups } from '../lookups/hooks.ts';
import { LongTextControl, SelectControl, TextControl } from './control.tsx';
import type { CardProps } from './details-card.tsx';
import { identifierOf, replaced, without } from './draft.ts';

type Props = CardProps & { readonly settled: ReadonlySet<string> };

/** Fields that come from a lookup table by the value of another field. */
export function LookupsCard({ definition, settled, onChange }: Props) {
  const tables = useLookups();
  const all = tables.data ?? [];
  const put = (lookups: LookupField[]) => onChange({ ...definition, lookups });
  const first = all[0];
  const add = () => {
    if (first === undefined) return;
    const name = identifierOf(`${first.name}_${first.columns[0]?.name ?? 'value'}`);
    put([
      ...definition.lookups,
      {
        name,
        label: first.title,
        description: `From the lookup table ${first.title}.`,
        on: definition.fields.find((field) => field.type === 'category')?.name ?? '',
        lookup: first.name,
        column: first.columns[0]?.name ?? '',
      },
    ]);
  };
  return (
    <section className="card" aria-labelledby="lookups">
      <div className="card-line">
        <h2 id="lookups">Fields looked up</h2>
        <button type="button" className="button" disabled={first === undefined} onClick={add}>
          Join a lookup table
        </button>
      </div>
      {definition.lookups.length === 0 && (
        <p className="hint">
          {first === undefined ? (
            <>
              There is no lookup table yet. Add one under <Link href="/admin/lookups">Lookup tables</Link>.
            </>
          ) : (
            'None. A lookup table gives each value of a field something more to read, filter and group by.'
          )}
        </p>
      )}
      {definition.lookups.map((lookup, index) => {
        const set = (change: Partial<LookupField>) =>
          put(replaced(definition.lookups, index, { ...lookup, ...change }));
        const at = `lookups[${index}]`;
        const table = all.find((other) => other.name === lookup.lookup);
        const columns = table?.columns ?? [{ name: lookup.column, label: lookup.column }];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the name is being edited here
          <fieldset className="sub-form form" key={index}>
            <legend className="strong">{lookup.label}</legend>
            <div className="three">
              <SelectControl
                at={`${at}.on`}
                label="For the value of"
                value={lookup.on}
                options={definition.fields.map((field) => [field.name, field.label] as const)}
                onChange={(on) => set({ on })}
              />
              <SelectControl
                at={`${at}.lookup`}
                label="Look in"
                value={lookup.lookup}
                options={[
                  ...(table === undefined ? [[lookup.lookup, lookup.lookup] as const] : []),
                  ...all.map((other) => [other.name, other.title] as const),
                ]}
                onChange={(name) =>
                  set({
                    lookup: name,
                    column: all.find((other) => other.name === name)?.columns[0]?.name ?? '',
                  })
                }
              />
              <SelectControl
                at={`${at}.column`}
                label="And give"
                value={lookup.column}
                options={columns.map((column) => [column.name, column.label] as const)}
                onChange={(column) => set({ column })}
              />
              <TextControl
                at={`${at}.label`}
                label="Label"
                value={lookup.label}
                onChange={(label) => set({ label })}
              />
              {!settled.has(lookup.name) && (
                <TextControl
                  at={`${at}.name`}
                  label="Name"
                  value={lookup.name}
                  onChange={(name) => set({ name: identifierOf(name) })}
                />
              )}
            </div>
            <LongTextControl
              at={`${at}.description`}
              label="Description"
              rows={2}
              value={lookup.description}
              onChange={(description) => set({ description })}
            />
            <button
              type="button"
              className="link link-danger"
              onClick={() => put(without(definition.lookups, index))}
            >
              Take this field away
            </button>
          </fieldset>
        );
      })}
    </section>
  );
}

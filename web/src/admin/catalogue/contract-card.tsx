import { CADENCES, WINDOWS } from './choices.ts';
import { LongTextControl, NumberControl, SelectControl, TextControl } from './control.tsx';
import type { CardProps } from './details-card.tsx';

/** What is agreed with the supplying agency. */
export function ContractCard({ definition, onChange }: CardProps) {
  const { contract } = definition;
  const set = (change: Partial<typeof contract>) =>
    onChange({ ...definition, contract: { ...contract, ...change } });
  const { window } = contract;
  return (
    <section className="card" aria-labelledby="contract">
      <h2 id="contract">Delivery contract</h2>
      <div className="form">
        <div className="three">
          <TextControl
            at="contract.agency"
            label="Agency"
            hint="As in its bucket: mps, tfl."
            value={contract.agency}
            onChange={(agency) => set({ agency })}
          />
          <SelectControl
            at="contract.cadence"
            label="Delivers"
            value={contract.cadence}
            options={CADENCES}
            onChange={(cadence) => set({ cadence })}
          />
          <NumberControl
            at="contract.dueDay"
            label="Due on day"
            hint="Of the month after the period."
            value={contract.dueDay}
            onChange={(dueDay) => set({ dueDay: dueDay ?? 1 })}
          />
        </div>
        <div className="three">
          <SelectControl
            at="contract.window"
            label="A delivery"
            value={window.kind}
            options={WINDOWS}
            onChange={(kind) =>
              set({
                window:
                  kind === 'append'
                    ? { kind }
                    : kind === 'rolling'
                      ? { kind, months: 24 }
                      : { kind, within: [] },
              })
            }
          />
          {window.kind === 'rolling' && (
            <NumberControl
              at="contract.window.months"
              label="Months"
              value={window.months}
              onChange={(months) => set({ window: { kind: 'rolling', months: months ?? 1 } })}
            />
          )}
          {window.kind === 'replace-period' && (
            <SelectControl
              at="contract.window.within"
              label="For each value of"
              value={window.within[0] ?? ''}
              options={[
                ['', 'The whole month'],
                ...definition.fields
                  .filter((field) => field.type === 'category')
                  .map((field) => [field.name, field.label] as const),
              ]}
              onChange={(field) =>
                set({ window: { kind: 'replace-period', within: field === '' ? [] : [field] } })
              }
            />
          )}
        </div>
        <TextControl
          at="contract.contact"
          label="Contact"
          value={contract.contact}
          onChange={(contact) => set({ contact })}
        />
        <LongTextControl
          at="contract.areas"
          label="Areas supplied"
          hint="Codes, separated by spaces or lines. Empty = everywhere."
          rows={2}
          value={contract.areas === null ? '' : contract.areas.join(' ')}
          onChange={(text) => {
            const areas = text.split(/[\s,;]+/).filter((code) => code !== '');
            set({ areas: areas.length === 0 ? null : areas });
          }}
        />
      </div>
    </section>
  );
}

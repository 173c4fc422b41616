import { useId, useState } from 'react';
import { ApiProblem } from '../api/client.ts';
import { ReasonDialog } from '../explore/reason-dialog.tsx';
import { Field } from '../form/field.tsx';
import { useWrite } from '../form/write.ts';
import { WriteProblem } from '../form/write-problem.tsx';
import { useSite } from '../session/context.tsx';
import { Dialog } from '../shell/dialog.tsx';
import type { AlertRule, Saved } from './types.ts';

type When = AlertRule['when'];

const CHOICES: readonly (readonly [When, string])[] = [
  ['changed', 'changes anything in it'],
  ['above', 'takes the total above a number'],
  ['below', 'takes the total below a number'],
  ['moved', 'changes the total by more than a share'],
];

function amountOf(rule: AlertRule | undefined): string {
  if (rule === undefined || rule.when === 'changed') return '';
  return String(rule.when === 'moved' ? rule.percent : rule.limit);
}

function ruleFrom(when: When, amount: string): AlertRule | string {
  if (when === 'changed') return { when };
  const number = Number(amount.replaceAll(',', '').trim());
  if (amount.trim() === '' || !Number.isFinite(number)) return 'Write a number.';
  if (when !== 'moved') return { when, limit: number };
  return number > 0 && number <= 1_000 ? { when, percent: number } : 'Write a number above 0, up to 1,000.';
}

type Props = {
  readonly saved: Saved;
  readonly onClose: () => void;
  readonly onDone: (said: string) => Promise<void>;
};

/** When the owner of a saved query wants to be told. */
export function AlertDialog({ saved: { id, title, alert }, onClose, onDone }: Props) {
  const { api } = useSite();
  const write = useWrite();
  const name = useId();
  const [when, setWhen] = useState<When>(alert?.rule.when ?? 'changed');
  const [amount, setAmount] = useState(amountOf(alert?.rule));
  const [fault, setFault] = useState<string | null>(null);
  const [reasons, setReasons] = useState<readonly string[] | null>(null);
  const set = (rule: AlertRule) =>
    write.run(async () => {
      try {
        await api.write('PUT', `/saved-queries/${id}/alert`, { rule });
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.problem.code !== 'REASON_REQUIRED') throw error;
        setReasons(error.problem.reasons ?? []);
        return;
      }
      await onDone(`You are told of “${title}”.`);
    });
  const submit = () => {
    const rule = ruleFrom(when, amount);
    setFault(typeof rule === 'string' ? rule : null);
    if (typeof rule !== 'string') void set(rule);
  };
  if (reasons !== null)
    return (
      <ReasonDialog
        when="session"
        reasons={reasons}
        onClose={() => setReasons(null)}
        onChoose={async (reason) => {
          await api.write('PUT', '/me/reason', { reason });
          setReasons(null);
          submit();
        }}
      />
    );
  return (
    <Dialog title="Alert" onClose={onClose}>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <WriteProblem failure={write.failure} />
        <fieldset className="choices">
          <legend>Tell me when a new publication</legend>
          {CHOICES.map(([value, label]) => (
            <label className="check" key={value}>
              <input type="radio" name={name} checked={when === value} onChange={() => setWhen(value)} />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
        {when !== 'changed' && (
          <Field label={when === 'moved' ? 'Per cent' : 'Number'} fault={fault}>
            {(control) => (
              <input
                {...control}
                inputMode="decimal"
                maxLength={20}
                value={amount}
                onChange={(event) => setAmount(event.target.value)}
              />
            )}
          </Field>
        )}
        <p className="hint">
          “{title}” is asked after each publication, under the profile that you have then, and that is
          recorded. You are told at the bell at the top of the page, at most once in 15 minutes; no e-mail is
          sent.
        </p>
        <div className="title-tools">
          <button type="submit" className="button button-go" disabled={write.busy}>
            {alert === null ? 'Set the alert' : 'Change the alert'}
          </button>
          {alert !== null && (
            <button
              type="button"
              className="button"
              disabled={write.busy}
              onClick={() =>
                void write.run(async () => {
                  await api.write('DELETE', `/saved-queries/${id}/alert`);
                  await onDone(`You are no longer told of “${title}”.`);
                })
              }
            >
              Take it away
            </button>
          )}
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

import { useMemo, useState } from 'react';
import type { DatasetDefinition } from '#core/model/dataset.ts';
import { ApiProblem } from '../../api/client.ts';
import { useSite } from '../../session/context.tsx';
import { ErrorMessage } from '../../shell/state-message.tsx';
import { changesOf } from './changes.ts';
import { ContractCard } from './contract-card.tsx';
import { type Fault, FaultsProvider, sentence } from './control.tsx';
import { DetailsCard, PolicyCard } from './details-card.tsx';
import { FaultList } from './fault-list.tsx';
import { FieldsCard } from './fields-card.tsx';
import { useForgetDatasets } from './hooks.ts';
import { LayoutsCard } from './layouts-card.tsx';
import { LookupsCard } from './lookups-card.tsx';
import { StatusCard } from './status-card.tsx';
import type { Check, SampleColumn } from './types.ts';

type Props = {
  /** What is in force; null = the dataset is new. */
  readonly before: DatasetDefinition | null;
  readonly etag: string;
  readonly versions: number;
  readonly initial: DatasetDefinition;
  readonly columns: readonly SampleColumn[];
  readonly notes: readonly string[];
  readonly onSaved: (saved: DatasetDefinition) => void;
};

type Step =
  | { readonly kind: 'editing' | 'checking' | 'saving' }
  | { readonly kind: 'checked'; readonly notes: readonly string[] }
  | { readonly kind: 'failed'; readonly error: unknown };

const NO_FAULTS: readonly Fault[] = [];

/** A whole definition in forms: what changes is said before it is saved, what is wrong is said where it is. */
export function DefinitionEditor({ before, etag, versions, initial, columns, notes, onSaved }: Props) {
  const { api } = useSite();
  const forget = useForgetDatasets();
  const [draft, setDraft] = useState(initial);
  const [open, setOpen] = useState<number | null>(null);
  const [faults, setFaults] = useState(NO_FAULTS);
  const [step, setStep] = useState<Step>({ kind: 'editing' });
  const changes = useMemo(() => (before === null ? [] : changesOf(before, draft)), [before, draft]);
  const settled = useMemo(
    () =>
      new Set(
        before === null
          ? []
          : [...before.fields, ...before.layouts, ...before.lookups].map((part) => part.name),
      ),
    [before],
  );
  const change = (next: DatasetDefinition) => {
    setDraft(next);
    if (step.kind !== 'editing') setStep({ kind: 'editing' });
  };
  const fail = (error: unknown) => {
    if (error instanceof ApiProblem && error.problem.faults.length > 0) {
      setFaults(error.problem.faults);
      setStep({ kind: 'editing' });
    } else setStep({ kind: 'failed', error });
  };
  const check = async () => {
    setStep({ kind: 'checking' });
    try {
      const answer = await api.post<Check>('/datasets/check', draft);
      setFaults(answer.faults.length === 0 ? NO_FAULTS : answer.faults);
      setStep(answer.faults.length === 0 ? { kind: 'checked', notes: answer.notes } : { kind: 'editing' });
    } catch (error) {
      fail(error);
    }
  };
  const save = async () => {
    setStep({ kind: 'saving' });
    try {
      const path = `/datasets/${encodeURIComponent(draft.id)}/definition`;
      const saved = await api.write<{ definition: DatasetDefinition }>('PUT', path, draft, etag);
      setFaults(NO_FAULTS);
      setStep({ kind: 'editing' });
      await forget();
      onSaved(saved.definition);
    } catch (error) {
      fail(error);
    }
  };
  const go = (at: string) => {
    const index = /^fields\[(\d+)\]/.exec(at)?.[1];
    if (index !== undefined) setOpen(Number(index));
  };
  const card = { definition: draft, isNew: before === null, onChange: change };
  return (
    <FaultsProvider faults={faults}>
      <div className="columns editor">
        <div className="page-stack">
          {faults.length > 0 && <FaultList faults={faults} onGo={go} />}
          {step.kind === 'failed' && <ErrorMessage error={step.error} />}
          {notes.length > 0 && (
            <section className="card note-card" aria-labelledby="notes">
              <h2 id="notes">To decide</h2>
              <ul className="bullets">
                {notes.map((note) => (
                  <li key={note}>{sentence(note)}</li>
                ))}
              </ul>
            </section>
          )}
          <DetailsCard {...card} />
          <FieldsCard {...card} settled={settled} columns={columns} open={open} onOpen={setOpen} />
          <LookupsCard {...card} settled={settled} />
          <LayoutsCard {...card} settled={settled} />
          <ContractCard {...card} />
          <PolicyCard {...card} />
        </div>
        <StatusCard
          before={before}
          draft={draft}
          etag={etag}
          versions={versions}
          changes={changes}
          busy={step.kind === 'checking' || step.kind === 'saving'}
          checked={step.kind === 'checked' ? step.notes : null}
          onCheck={() => void check()}
          onSave={() => void save()}
          onReset={() => {
            change(initial);
            setFaults(NO_FAULTS);
          }}
        />
      </div>
    </FaultsProvider>
  );
}

import './areas.css';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useSite } from '../session/context.tsx';
import { explained } from '../shell/state-message.tsx';
import type { Exploration } from '../state/exploration.ts';
import type { World } from '../state/world.ts';
import { resolveList } from './resolve-list.ts';
import type { Neighbours } from './types.ts';

type Props = {
  readonly world: World;
  readonly draft: Exploration;
  readonly single: boolean;
  readonly onChange: (next: Exploration, said: string) => void;
};

/** More areas than this have neighbours asked for one by one for too long. */
const MOST_ASKED = 25;
const NAMED = 5;

/** Further ways to choose areas: those beside the chosen ones, and a list that is pasted. */
export function AreaTools(props: Props) {
  return (
    <div className="area-tools">
      <NeighbourButton {...props} />
      <PasteForm {...props} />
    </div>
  );
}

function NeighbourButton({ world, draft, single, onChange }: Props) {
  const { api } = useSite();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const chosen = draft.areas.flatMap((code) => world.find(code) ?? []);
  const [first] = chosen;
  const why = single
    ? 'Counts are given for one area at a time.'
    : chosen.length === 0
      ? 'Choose an area first.'
      : chosen.length > MOST_ASKED
        ? `Choose at most ${MOST_ASKED} areas.`
        : null;
  const add = async () => {
    if (why !== null || busy) return;
    setBusy(true);
    setFault(null);
    try {
      const found = await Promise.all(
        chosen.map(({ area, level }) => {
          const vintage = world.levels.find((one) => one.level === level)?.vintage ?? '';
          const path = `/geographies/${level}/${vintage}/${encodeURIComponent(area.code)}/neighbours`;
          return queries.fetchQuery({
            queryKey: ['neighbours', path],
            queryFn: () => api.get<Neighbours>(path),
            staleTime: Number.POSITIVE_INFINITY,
          });
        }),
      );
      const fresh = new Map(
        found
          .flatMap(({ items }) => items)
          .filter(({ code }) => !draft.areas.includes(code))
          .map(({ code, name }) => [code, name]),
      );
      const names = [...fresh.values()].sort();
      onChange(
        { ...draft, areas: [...draft.areas, ...fresh.keys()] },
        names.length === 0
          ? 'No further neighbour: areas across water or that meet in a corner are none.'
          : `${names.length} ${names.length === 1 ? 'neighbour' : 'neighbours'} added: ${listText(names)}.`,
      );
    } catch (error) {
      setFault(explained(error).next);
    } finally {
      setBusy(false);
    }
  };
  const of = chosen.length === 1 && first !== undefined ? first.area.name : `${chosen.length} areas`;
  return (
    <>
      <button
        type="button"
        className="button"
        aria-disabled={why !== null || busy}
        onClick={() => void add()}
      >
        {why === null ? `Add the neighbours of ${of}` : 'Add neighbours'}
      </button>
      <p className="hint">{why ?? 'Areas that share a boundary; not across water, not by a corner.'}</p>
      {fault !== null && (
        <p className="field-error" role="alert">
          {fault}
        </p>
      )}
    </>
  );
}

function PasteForm({ world, draft, single, onChange }: Props) {
  const id = useId();
  const [text, setText] = useState('');
  const [result, setResult] = useState<readonly string[]>([]);
  const levels = world.levels.map(({ level }) => ({ level, areas: world.areasOf(level) }));
  const missing = levels.filter(({ areas }) => areas === null).map(({ level }) => level);
  const add = () => {
    const known = levels.flatMap(({ level, areas }) => (areas === null ? [] : [{ level, areas }]));
    const { codes, unknown, ambiguous } = resolveList(text, known);
    const fresh = codes.filter((code) => !draft.areas.includes(code));
    const lines = [
      `${fresh.length} ${fresh.length === 1 ? 'area' : 'areas'} added${codes.length > fresh.length ? `, ${codes.length - fresh.length} chosen already` : ''}.`,
      ...(unknown.length > 0 ? [`Not found: ${listText(unknown)}.`] : []),
      ...ambiguous.map(
        ({ text: name, codes: of }) =>
          `${name} is the name of ${of.length} areas: write the code of the one that is meant (${listText(of)}).`,
      ),
    ];
    setResult(lines);
    if (fresh.length === 0) return;
    const next = single ? fresh.slice(-1) : [...draft.areas, ...fresh];
    onChange({ ...draft, areas: next }, lines.join(' '));
  };
  return (
    <div className="field">
      <label htmlFor={id}>Codes or names, one a line or with commas</label>
      <textarea
        id={id}
        rows={3}
        value={text}
        placeholder="E09000007, Hackney"
        onFocus={() => missing.forEach(world.want)}
        onChange={(event) => {
          setText(event.target.value);
          missing.forEach(world.want);
        }}
      />
      <button
        type="button"
        className="button"
        aria-disabled={text.trim() === '' || missing.length > 0}
        onClick={() => text.trim() !== '' && missing.length === 0 && add()}
      >
        {text.trim() !== '' && missing.length > 0 ? 'Loading areas…' : 'Add these areas'}
      </button>
      <div role="status">
        {result.map((line) => (
          <p key={line} className="hint">
            {line}
          </p>
        ))}
      </div>
    </div>
  );
}

function listText(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).join(', ');
  return names.length > NAMED ? `${shown} and ${names.length - NAMED} more` : shown;
}

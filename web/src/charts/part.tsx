import { useQueryClient } from '@tanstack/react-query';
import {
  type ComponentProps,
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import { joined } from '#core/query/spoken.ts';
import { ErrorMessage } from '../shell/state-message.tsx';

/** The parts of a page, each with its title and how many errors it shows, so that failures are told together. */
class Board {
  readonly #parts = new Map<string, { readonly title: string; readonly errors: number }>();
  readonly #listeners = new Set<() => void>();
  #text = '';

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** `2 of 8 parts failed: Crime type and Borough ranking.`; empty when none has. */
  readonly text = (): string => this.#text;

  add(id: string, title: string): () => void {
    this.#parts.set(id, { title, errors: this.#parts.get(id)?.errors ?? 0 });
    this.#tell();
    return () => {
      this.#parts.delete(id);
      this.#tell();
    };
  }

  fail(id: string): () => void {
    this.#count(id, 1);
    return () => this.#count(id, -1);
  }

  #count(id: string, more: 1 | -1): void {
    const part = this.#parts.get(id) ?? { title: '', errors: 0 };
    if (more < 0 && !this.#parts.has(id)) return;
    this.#parts.set(id, { ...part, errors: part.errors + more });
    this.#tell();
  }

  #tell(): void {
    const failed = [...this.#parts.values()].filter(({ errors }) => errors > 0).map(({ title }) => title);
    const all = this.#parts.size;
    this.#text =
      failed.length === 0
        ? ''
        : `${failed.length} of ${all} ${all === 1 ? 'part' : 'parts'} failed: ${joined(failed)}. Each says why.`;
    for (const listener of this.#listeners) listener();
  }
}

const BoardContext = createContext<Board | null>(null);
const PartContext = createContext<string | null>(null);

/** One part of a page that may fail by itself. */
export function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const board = useContext(BoardContext);
  const id = useId();
  useEffect(() => board?.add(id, title), [board, id, title]);
  return <PartContext value={id}>{children}</PartContext>;
}

/** Why a part has no numbers. It announces nothing by itself where the page tells of all failures together. */
export function PartError(props: Omit<ComponentProps<typeof ErrorMessage>, 'quiet'>) {
  const board = useContext(BoardContext);
  const id = useContext(PartContext);
  const isTold = board !== null && id !== null;
  useEffect(() => (isTold ? board.fail(id) : undefined), [isTold, board, id]);
  return <ErrorMessage {...props} quiet={isTold} />;
}

/** Failures that come one after another within this time are told as one. */
const TOGETHER_MS = 400;

/** A page of parts, with one line above them that says which have failed. */
export function Parts({ children }: { readonly children: ReactNode }) {
  const board = useMemo(() => new Board(), []);
  return (
    <BoardContext value={board}>
      <FailedParts board={board} />
      {children}
    </BoardContext>
  );
}

function FailedParts({ board }: { readonly board: Board }) {
  const client = useQueryClient();
  const now = useSyncExternalStore(board.subscribe, board.text);
  const [text, setText] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setText(now), now === '' ? 0 : TOGETHER_MS);
    return () => clearTimeout(timer);
  }, [now]);
  const again = () =>
    client.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
  return (
    <div role="status">
      {text !== '' && (
        <div className="banner banner-card">
          <span>{text}</span>
          <button type="button" className="button" onClick={() => void again()}>
            Try these again
          </button>
        </div>
      )}
    </div>
  );
}

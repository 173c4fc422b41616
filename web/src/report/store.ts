import { useCallback, useSyncExternalStore } from 'react';
import { EMPTY_REPORT, type Report, reportFrom, reportText } from './draft.ts';

const listeners = new Set<() => void>();
/** Reports that were read, by the text that they were read from: the same text is the same object. */
const read = new Map<string, Report>();

function keyOf(person: string): string {
  return `safestats.report.${person}`;
}

/** Kept in this browser, for each person apart: addresses and words, never numbers. */
function load(person: string): Report {
  let text: string | null = null;
  try {
    text = globalThis.localStorage.getItem(keyOf(person));
  } catch {
    return memory.get(person) ?? EMPTY_REPORT;
  }
  if (text === null) return EMPTY_REPORT;
  const known = read.get(text);
  if (known !== undefined) return known;
  const report = reportFrom(text);
  read.clear();
  read.set(text, report);
  return report;
}

/** For browsers that keep nothing: until the page is left. */
const memory = new Map<string, Report>();

export function changeReport(person: string, change: (before: Report) => Report): void {
  const report = change(load(person));
  const text = reportText(report);
  read.clear();
  read.set(text, report);
  try {
    globalThis.localStorage.setItem(keyOf(person), text);
  } catch {
    memory.set(person, report);
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  globalThis.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    globalThis.removeEventListener('storage', listener);
  };
}

/** The report that somebody is making, also while another tab adds to it. */
export function useReport(person: string): readonly [Report, (change: (before: Report) => Report) => void] {
  const report = useSyncExternalStore(subscribe, () => load(person));
  const change = useCallback((next: (before: Report) => Report) => changeReport(person, next), [person]);
  return [report, change];
}

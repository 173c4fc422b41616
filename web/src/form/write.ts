import { useState } from 'react';

/** A change under way: at most one at a time, with what went wrong with the last. */
export type Write = {
  readonly busy: boolean;
  readonly failure: unknown;
  /** True when it was done. */
  readonly run: (work: () => Promise<void>) => Promise<boolean>;
  readonly clear: () => void;
};

export function useWrite(): Write {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const run = async (work: () => Promise<void>) => {
    if (busy) return false;
    setBusy(true);
    setFailure(null);
    try {
      await work();
      return true;
    } catch (error) {
      setFailure(error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, run, clear: () => setFailure(null) };
}

import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { About } from './why-dialog.tsx';

const WhyDialog = lazy(() => import('./why-dialog.tsx').then((module) => ({ default: module.WhyDialog })));

type Props = {
  /** Datasets that are shown, to ask about. */
  readonly datasets: readonly { readonly id: string; readonly title: string }[];
  /** What is probably missed, and where. */
  readonly about?: About;
  readonly dataset?: string | undefined;
  readonly children: ReactNode;
};

/** Asks why something cannot be seen, and whom to ask. */
export function WhyButton({ datasets, about = 'dataset', dataset, children }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="link" onClick={() => setOpen(true)}>
        {children}
      </button>
      {open && (
        <Suspense>
          <WhyDialog datasets={datasets} about={about} dataset={dataset} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

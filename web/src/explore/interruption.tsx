import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ApiProblem } from '../api/client.ts';
import type { AnswerQuery } from '../api/hooks.ts';
import { useSite } from '../session/context.tsx';
import { ReasonDialog } from './reason-dialog.tsx';

function problemIn(queries: readonly AnswerQuery[], code: string): ApiProblem['problem'] | null {
  for (const { error } of queries)
    if (error instanceof ApiProblem && error.problem.code === code) return error.problem;
  return null;
}

/** What keeps all charts from their numbers at once, with the way on: a reason to choose, or access that has changed. */
export function Interruption({ queries }: { readonly queries: readonly AnswerQuery[] }) {
  const { api } = useSite();
  const client = useQueryClient();
  const [later, setLater] = useState(false);
  const reason = problemIn(queries, 'REASON_REQUIRED');
  const changed = problemIn(queries, 'ACCESS_CHANGED');
  const again = () => client.invalidateQueries({ queryKey: ['answer'] });
  if (changed !== null)
    return (
      <Changed
        onAgain={() => {
          for (const key of ['datasets', 'geographies', 'access', 'me'])
            void client.invalidateQueries({ queryKey: [key] });
          void again();
        }}
      />
    );
  if (reason === null) return null;
  if (later)
    return (
      <div className="banner banner-card" role="status">
        <span>A reason is asked for before this data is shown.</span>
        <button type="button" className="button" onClick={() => setLater(false)}>
          Choose a reason
        </button>
      </div>
    );
  return (
    <ReasonDialog
      when="session"
      reasons={reason.reasons ?? []}
      onClose={() => setLater(true)}
      onChoose={async (chosen) => {
        await api.write('PUT', '/me/reason', { reason: chosen });
        await again();
      }}
    />
  );
}

/** Takes the focus when it appears, as every error of a query does. */
function Changed({ onAgain }: { readonly onAgain: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div className="banner banner-card" role="alert" tabIndex={-1} ref={box}>
      <span>Your access has changed since this was asked.</span>
      <button type="button" className="button" onClick={onAgain}>
        Run it again
      </button>
    </div>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { Bell, X } from 'lucide-react';
import { useRef } from 'react';
import { Link } from 'wouter';
import { formatCell, formatDateTime } from '../format/number.ts';
import { useSite } from '../session/context.tsx';
import { useNotices } from './hooks.ts';
import type { Notice } from './types.ts';
import { movedWords, ruleWords } from './words.ts';
import './saved.css';

/** What one was told of saved queries, behind a bell that says how much of it is new. */
export function NoticesMenu() {
  const { api } = useSite();
  const queries = useQueryClient();
  const details = useRef<HTMLDetailsElement>(null);
  const notices = useNotices();
  const items = notices.data?.items ?? [];
  const unread = notices.data?.unread ?? 0;
  const again = () => queries.invalidateQueries({ queryKey: ['notices'] });
  const close = () => {
    if (details.current !== null) details.current.open = false;
  };
  const read = async () => {
    const [newest] = items;
    if (newest === undefined || unread === 0) return;
    await api.write('POST', `/me/alerts/${newest.id}/read`).catch(() => undefined);
    await again();
  };
  const dismiss = async (id: string) => {
    await api.remove(`/me/alerts/${id}`);
    await again();
    details.current?.querySelector('summary')?.focus();
  };
  return (
    <details
      className="user-menu notices"
      ref={details}
      onToggle={(event) => {
        if (!event.currentTarget.open) void read();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        close();
        details.current?.querySelector('summary')?.focus();
      }}
      onBlur={(event) => {
        const to = event.relatedTarget;
        if (to !== null && !event.currentTarget.contains(to)) close();
      }}
    >
      <summary aria-label={`Alerts, ${unread === 0 ? 'none' : unread} unread`}>
        <Bell size={20} aria-hidden="true" />
        {unread > 0 && <span className="notices-count">{unread > 99 ? '99+' : unread}</span>}
      </summary>
      <section className="user-card notices-card" aria-label="Alerts">
        <h2>Alerts</h2>
        {items.length === 0 ? (
          <p className="hint">
            Nothing yet. Set an alert on one of your <Link href="/saved">saved queries</Link>, and you are
            told here when a new publication changes it.
          </p>
        ) : (
          <ul>
            {items.map((notice) => (
              <li key={notice.id} data-unread={notice.readAt === null}>
                <NoticeText notice={notice} onOpen={close} />
                <button
                  type="button"
                  className="icon-button"
                  aria-label={`Dismiss: ${notice.title}`}
                  onClick={() => void dismiss(notice.id)}
                >
                  <X size={16} aria-hidden="true" />
                </button>
              </li>
            ))}
          </ul>
        )}
      </section>
    </details>
  );
}

function NoticeText({ notice, onOpen }: { readonly notice: Notice; readonly onOpen: () => void }) {
  const { saved, title, at, rule, told, problem, accessChanged, readAt } = notice;
  return (
    <div>
      <p>
        {readAt === null && <b>New: </b>}
        <Link href={`/saved/${saved}`} onClick={onOpen}>
          {title}
        </Link>
      </p>
      {told !== null && (
        <p>
          {told.measure.label}: {formatCell(told.total.before, told.measure.type)} →{' '}
          {movedWords(told.total.before, told.total.now, told.measure.type)}
        </p>
      )}
      {accessChanged && <p>It changed. Your access is another since: open it to see its numbers.</p>}
      {problem !== null && <p>It cannot be asked any more: {problem}.</p>}
      <p className="hint">
        {formatDateTime(at)}
        {problem === null &&
          `: a new publication ${ruleWords(rule)
            .replace(/^takes/, 'took')
            .replace(/^changes/, 'changed')}`}
      </p>
    </div>
  );
}

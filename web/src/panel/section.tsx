import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

type Props = {
  readonly title: string;
  readonly icon: LucideIcon;
  readonly badge?: number;
  readonly onClear?: (() => void) | undefined;
  readonly children: ReactNode;
};

export function PanelSection({ title, icon: Icon, badge = 0, onClear, children }: Props) {
  return (
    <section className="panel-section">
      <div className="panel-heading">
        <h3>
          <Icon size={16} aria-hidden="true" /> {title}
        </h3>
        {badge > 0 && <span className="badge">{badge}</span>}
        {onClear !== undefined && badge > 0 && (
          <button
            type="button"
            className="link push"
            onClick={onClear}
            aria-label={`Clear ${title.toLowerCase()}`}
          >
            Clear
          </button>
        )}
      </div>
      {children}
    </section>
  );
}

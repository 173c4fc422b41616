import { formatNumber } from '../../format/number.ts';
import { Loading } from '../../shell/state-message.tsx';
import type { Affects, Comparison, ProfileCheck } from '../types.ts';

const KINDS: Readonly<Record<Comparison['kind'], { readonly text: string; readonly tone: string }>> = {
  new: { text: 'New profile', tone: 'blue' },
  same: { text: 'Shows the same', tone: 'blue' },
  narrower: { text: 'Shows less', tone: 'green' },
  wider: { text: 'Shows more', tone: 'yellow' },
};

type Props = {
  readonly check: ProfileCheck | null;
  readonly busy: boolean;
  /** True when the profile was written on since. */
  readonly stale: boolean;
  readonly titleOf: (dataset: string) => string;
  readonly onCheck: () => void;
};

/** What the server says of the profile as it is written: faults, how it stands to the one in force, whom it affects. */
export function CheckCard({ check, busy, stale, titleOf, onCheck }: Props) {
  return (
    <section className="card check-card" aria-labelledby="check-title" aria-busy={busy}>
      <h2 id="check-title">Check</h2>
      <button type="button" className="button" disabled={busy} onClick={onCheck}>
        {check === null ? 'Check what it shows' : 'Check again'}
      </button>
      <div aria-live="polite" className="form">
        {busy && <Loading what="Counting records" />}
        {!busy && check === null && (
          <p className="hint">
            Says what is wrong, whether it shows more or less than before, whom it affects, and how many
            records it lets through.
          </p>
        )}
        {!busy && check !== null && (
          <>
            {stale && <p className="notice-stale">You have changed the profile since.</p>}
            <CheckResult check={check} titleOf={titleOf} />
          </>
        )}
      </div>
    </section>
  );
}

function CheckResult({
  check,
  titleOf,
}: {
  readonly check: ProfileCheck;
  readonly titleOf: Props['titleOf'];
}) {
  if (check.faults.length > 0)
    return (
      <div className="state-error check-faults">
        <h3>There is a problem</h3>
        <ul className="bullets">
          {check.faults.map(({ at, message }) => (
            <li key={`${at} ${message}`}>
              <FaultLink at={at} message={message} titleOf={titleOf} />
            </li>
          ))}
        </ul>
      </div>
    );
  return (
    <>
      <ComparisonView comparison={check.comparison} titleOf={titleOf} />
      {check.needsApproval && <p>A second Super Admin has to approve it before it is in force.</p>}
      <AffectsView affects={check.affects} />
      <h3>Records let through</h3>
      <dl className="passes">
        {Object.entries(check.datasets).map(([id, { passes, records }]) => (
          <div key={id}>
            <dt>{titleOf(id)}</dt>
            <dd>
              {records === null ? (
                'Nothing is published'
              ) : passes === null ? (
                'Cannot be counted: no profile in force shows all records'
              ) : (
                <>
                  <b>{formatNumber(passes)}</b> of {formatNumber(records)}
                </>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function FaultLink(props: {
  readonly at: string;
  readonly message: string;
  readonly titleOf: Props['titleOf'];
}) {
  const dataset = datasetOf(props.at);
  if (dataset === null) return <>{props.message}</>;
  const show = () => {
    const card = document.getElementById(`dataset-${dataset}`);
    if (card instanceof HTMLDetailsElement) card.open = true;
    card?.querySelector('summary')?.focus();
  };
  return (
    <button type="button" className="link" onClick={show}>
      {props.titleOf(dataset)}: {props.message}
    </button>
  );
}

/** The dataset that a fault is about: `datasets.mps-crime.rowRule` → `mps-crime`; null = the profile itself. */
export function datasetOf(at: string): string | null {
  return /^datasets(?:\.|\[["']?)([a-z0-9-]+)/.exec(at)?.[1] ?? null;
}

type ComparisonProps = { readonly comparison: Comparison; readonly titleOf: Props['titleOf'] };

export function ComparisonView({ comparison, titleOf }: ComparisonProps) {
  const { text, tone } = KINDS[comparison.kind];
  const words = (reason: string) => {
    const [, dataset, rest] = /^([a-z0-9-]+): (.*)$/s.exec(reason) ?? [];
    return dataset === undefined ? reason : `${titleOf(dataset)}: ${rest}`;
  };
  return (
    <div>
      <p>
        <span className="tag" data-tone={tone}>
          {text}
        </span>
      </p>
      {comparison.reasons.length > 0 && (
        <ul className="bullets">
          {comparison.reasons.map((reason) => (
            <li key={reason}>{words(reason)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

export function AffectsView({ affects }: { readonly affects: Affects }) {
  const { people, organisations } = affects;
  return (
    <div>
      <h3>Whom it affects</h3>
      <p>
        {people === 0
          ? 'Nobody has it yet.'
          : `${formatNumber(people)} ${people === 1 ? 'person' : 'people'}: ${organisations.map((one) => `${one.name} (${formatNumber(one.people)})`).join(', ')}.`}
      </p>
    </div>
  );
}

type Props = {
  /** What the draft asks, as its heading would say it. */
  readonly heading: string;
  /** Whether it belongs to another page than the one that is shown. */
  readonly elsewhere: boolean;
  readonly onRun: () => void;
  readonly onDiscard: () => void;
};

/** Says that there is a draft which was not run, and lets it be run or dropped. */
export function DraftLine({ heading, elsewhere, onRun, onDiscard }: Props) {
  return (
    <div className="banner banner-card draft-line" role="status">
      <span>
        You have changes that were not run{elsewhere ? ', from a page before' : ''}: <b>{heading}</b>
      </span>
      <span className="draft-tools">
        <button type="button" className="button" onClick={onRun}>
          Run
        </button>
        <button type="button" className="button" onClick={onDiscard}>
          Discard
        </button>
      </span>
    </div>
  );
}

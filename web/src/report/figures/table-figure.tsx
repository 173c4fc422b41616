import { formatCell, formatGroup, formatNumber } from '../../format/number.ts';
import { chosenGroupings, groupingsOf, lowerFirst } from '../../state/grouping.ts';
import { specOf } from '../../state/spec.ts';
import { ChartPart, type FigureProps } from './figure.tsx';
import { measuresFor } from './measures.ts';
import { NumberTable } from './number-table.tsx';

const MOST_ROWS = 300;

/** The explorer's table, with as many rows as a report can hold. */
export function TableFigure(props: FigureProps) {
  const { choice, state, heading, world } = props.subject;
  const groupings = chosenGroupings(groupingsOf(choice, world.levels), state, choice.access);
  const title = `${heading}, by ${groupings.map(({ label }) => lowerFirst(label)).join(', ')}`;
  return (
    <ChartPart
      {...props}
      title={title}
      spec={specOf(choice, state, {
        groupBy: groupings.map(({ groupBy }) => groupBy),
        measures: measuresFor(state),
      })}
      draw={({ result, loaded }) => {
        const rows = Array.from({ length: Math.min(loaded, MOST_ROWS) }, (_, row) =>
          result.columns.map((column) => {
            const cell = column.values[row] ?? null;
            return column.role === 'measure' ? formatCell(cell, column.type) : formatGroup(column, cell);
          }),
        );
        return (
          <>
            <NumberTable table={{ head: result.columns.map(({ label }) => label), rows }} caption={title} />
            {loaded === 0 && <p>No records match. Data was supplied, and nothing in it fits the filters.</p>}
            {result.rowCount > rows.length && (
              <p className="hint">
                The first {MOST_ROWS} of {formatNumber(result.rowCount)} rows. The address in the source note
                opens all of them.
              </p>
            )}
          </>
        );
      }}
    />
  );
}

import { precisionWords } from '#core/access/precision-words.ts';
import type { DatasetAccess } from '#core/access/profile.ts';
import { ScrollBox } from '../../shell/scroll-box.tsx';
import type { ShownWords } from '../types.ts';

type Props = {
  readonly datasets: Readonly<Record<string, DatasetAccess>>;
  readonly words: Readonly<Record<string, ShownWords>>;
};

/** What a profile shows, dataset by dataset, to be read. */
export function AccessTable({ datasets, words }: Props) {
  const shown = Object.entries(datasets);
  if (shown.length === 0) return <p>It shows nothing.</p>;
  return (
    <ScrollBox className="scroll-x" label="What it shows, scrolls sideways">
      <table>
        <thead>
          <tr>
            <th scope="col">Dataset</th>
            <th scope="col">Kind</th>
            <th scope="col">Records</th>
            <th scope="col">Place</th>
            <th scope="col">Fields</th>
            <th scope="col">Small numbers</th>
            <th scope="col">Download</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(([id, access]) => (
            <tr key={id}>
              <th scope="row">{words[id]?.title ?? id}</th>
              <td>{access.kind === 'records' ? 'Records' : 'Counts only'}</td>
              <td>{words[id]?.rule ?? (access.rowRule === null ? 'All' : 'Some')}</td>
              <td>{words[id]?.precision ?? precisionWords(access.precision)}</td>
              <td>{access.fields.length === 0 ? 'None' : (words[id]?.fields ?? access.fields).join(', ')}</td>
              <td>
                {access.minimumCount > 1 ? `Under ${access.minimumCount} suppressed` : 'Shown'}
                {access.rounding > 1 && `; rounded to ${access.rounding}`}
              </td>
              <td>{access.download ? 'Allowed' : 'Not allowed'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

import type { ProfileSpec } from '#core/access/profile.ts';
import { ScrollBox } from '../../shell/scroll-box.tsx';
import { differencesOf } from './difference.ts';

type Props = {
  readonly before: Pick<ProfileSpec, 'datasets'> | null;
  readonly after: Pick<ProfileSpec, 'datasets'>;
  readonly titleOf: (dataset: string) => string;
};

/** Two versions of a profile side by side, where they differ. */
export function DifferenceTable({ before, after, titleOf }: Props) {
  const now = new Date();
  const differences = differencesOf(before, after, now.getFullYear() * 100 + now.getMonth() + 1);
  if (differences.length === 0) return <p>Only its title or description changes.</p>;
  return (
    <ScrollBox className="scroll-x" label="Differences, scrolls sideways">
      <table>
        <thead>
          <tr>
            <th scope="col">Dataset</th>
            <th scope="col">What</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {differences.map(({ dataset, what, before: was, after: is }) => (
            <tr key={`${dataset} ${what}`}>
              <th scope="row">{titleOf(dataset)}</th>
              <td>{what}</td>
              <td>
                <del>{was}</del>
              </td>
              <td>
                <ins>{is}</ins>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

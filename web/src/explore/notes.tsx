import { useAccess } from '../api/hooks.ts';
import { type Access, controlWords } from '../state/access.ts';
import type { Choice } from '../state/catalogue.ts';
import { levelLabel } from '../state/grouping.ts';
import type { World } from '../state/world.ts';

/** Which records of the chosen datasets the profile shows, in sentences; none where it shows all. */
export function useRules(choice: Choice): readonly string[] {
  const shown = useAccess(true).data?.datasets ?? [];
  return choice.datasets.flatMap(({ id, title }) => {
    const rule = shown.find((dataset) => dataset.id === id)?.rule ?? null;
    return rule === null ? [] : [`Of ${title} your profile shows only records where ${rule}.`];
  });
}

type ControlProps = {
  readonly access: Access;
  readonly rules: readonly string[];
  readonly leftOut: readonly string[];
};

/** What the profile does to the numbers, and what of a link or a draft it could not be asked for. */
export function Control({ access, rules, leftOut: left }: ControlProps) {
  const words = controlWords(access);
  if (words.length === 0 && rules.length === 0) return null;
  return (
    <div className="control-note" role="note">
      {rules.map((rule) => (
        <p key={rule}>{rule}</p>
      ))}
      {words.length > 0 && <p>{words.join(' ')}</p>}
      {left.length > 0 && (
        <p>
          <b>Not asked for, because counts are not given for it:</b> {left.join(', ')}.
        </p>
      )}
    </div>
  );
}

/** Where the boundaries come from. */
export function Attributions({ world }: { readonly world: World }) {
  const lines = [...new Set(world.levels.map((level) => level.attribution))];
  const synthetic = world.levels
    .filter((level) => level.synthetic)
    .map((level) => levelLabel(level.level, true));
  return (
    <footer className="attribution">
      {synthetic.length > 0 && (
        <p>{synthetic.join(', ')}: demonstration areas, made for this installation.</p>
      )}
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </footer>
  );
}

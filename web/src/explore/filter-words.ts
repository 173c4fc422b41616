import type { Choice } from '../state/catalogue.ts';
import type { Exploration } from '../state/exploration.ts';
import type { World } from '../state/world.ts';
import { type Chip, chipsOf } from './words.ts';

/** What a map or chart shows itself, so that it marks what is chosen of it instead of being filtered by it. */
export type Own = 'areas' | 'period' | 'category' | 'week' | 'nothing';

function isOwn({ key }: Chip, own: Own, choice: Choice): boolean {
  switch (own) {
    case 'areas':
      return /^areas?( |$)/.test(key);
    case 'period':
      return key === 'period';
    case 'week':
      return key === 'weekdays' || key === 'hours';
    case 'category':
      return choice.category !== null && new RegExp(`^(test )?${choice.category.name}( |$)`).test(key);
    case 'nothing':
      return false;
  }
}

/** What a map or chart is filtered by, in words, and what is only marked in it: `Chosen areas: Camden.` */
export function filterWords(
  choice: Choice,
  state: Exploration,
  world: World,
  own: Own,
  chosenWords: string,
): string {
  const chips = chipsOf(choice, state, world);
  const texts = (list: readonly Chip[]) => list.map(({ text }) => text).join('; ');
  const filters = chips.filter((chip) => !isOwn(chip, own, choice));
  const chosen = chips.filter((chip) => isOwn(chip, own, choice));
  return `${filters.length === 0 ? 'No filters.' : `Filtered by: ${texts(filters)}.`}${chosen.length === 0 ? '' : ` ${chosenWords}: ${texts(chosen)}.`}`;
}

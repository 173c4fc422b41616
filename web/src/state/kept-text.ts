import { EMPTY, type Exploration, fromSearch, toSearch } from './exploration.ts';
import { keptFrom, keptText } from './look.ts';
import { momentOf, type Timeline } from './timeline.ts';

const BREAKS = 'breaks';

/**
 * A state as this tab keeps it for its person: the address, and the breaks that the map keeps, which no address tells because
 * they are numbers of an answer. To look at it otherwise is no step, so that the view is left out.
 */
export function textOf(state: Exploration): string {
  const search = toSearch({ ...state, view: EMPTY.view });
  const breaks = keptText(state.look.kept);
  if (breaks === '') return search;
  return `${search}${search === '' ? '' : '&'}${BREAKS}=${encodeURIComponent(breaks)}`;
}

/** The state that such a text is of. */
export function stateOf(text: string): Exploration {
  const state = fromSearch(text);
  const kept = keptFrom(new URLSearchParams(text).get(BREAKS));
  return kept === null ? state : { ...state, look: { ...state.look, kept } };
}

function withoutBreaks(text: string): string {
  return text.replace(/(^|&)breaks=[^&]*/, '').replace(/^&/, '');
}

/** The state of an address with the breaks that this tab kept for it: those of the step that it stands at, else of the latest. */
export function withOwnBreaks(address: Exploration, timeline: Timeline): Exploration {
  const plain = textOf(address);
  const isOf = (text: string) => withoutBreaks(text) === plain;
  const now = momentOf(timeline).state;
  const text = isOf(now) ? now : timeline.moments.findLast(({ state }) => isOf(state))?.state;
  const kept = text === undefined ? null : stateOf(text).look.kept;
  return kept === null ? address : { ...address, look: { ...address.look, kept } };
}

import type { Outcome } from './outcome.ts';

type Words = {
  readonly title: string;
  readonly text: string;
  /** The control of the panel that leads on, and what the button says; null = asking again does. */
  readonly opens: { readonly id: string; readonly label: string } | null;
};

/** What is said of each, and where it leads on. */
export const OUTCOMES: Readonly<Record<Outcome, Words>> = {
  'nothing-matches': {
    title: 'No records match',
    text: 'This period and these areas were supplied, so that 0 is a real number: nothing was recorded that fits every filter. Take a filter away to see more.',
    opens: { id: 'panel-category', label: 'Change the filters' },
  },
  'not-supplied': {
    title: 'Not supplied',
    text: 'Nobody has delivered data for this period or these areas. That is not the same as nothing having happened. Choose another period; the data catalogue shows what was supplied.',
    opens: { id: 'panel-period', label: 'Change the period' },
  },
  hidden: {
    title: 'Hidden by your profile',
    text: 'There may be records, but your profile does not show them. Ask your administrator if you need them, or ask about something else.',
    opens: { id: 'panel-datasets', label: 'Change the query' },
  },
  suppressed: {
    title: 'Suppressed',
    text: 'The number is too small to be shown (c), so that no one can be made out. Ask about a longer period or a larger area.',
    opens: { id: 'panel-period', label: 'Change the period' },
  },
  unknown: {
    title: 'Not known',
    text: 'The records do not say what this query needs to know of them. Take the filter away that they cannot answer.',
    opens: { id: 'panel-category', label: 'Change the filters' },
  },
  'too-large': {
    title: 'The query is too large',
    text: 'Its answer would have more rows than can be shown. Choose a shorter period, larger areas or fewer groups.',
    opens: { id: 'panel-grouping', label: 'Change the groups' },
  },
  'timed-out': {
    title: 'The query took too long',
    text: 'It was stopped. Choose a shorter period or fewer areas, then run it again.',
    opens: { id: 'panel-period', label: 'Change the period' },
  },
  cancelled: {
    title: 'The query was cancelled',
    text: 'There are no numbers for it. Run it again when you want them.',
    opens: null,
  },
  failed: {
    title: 'SafeStats could not answer',
    text: 'Run it again. If that does not help, give the reference to your administrator.',
    opens: null,
  },
};

import { monthIndex } from './calendar.ts';

type Weighted = readonly (readonly [string, number])[];

/** Objects of search in a month: fireworks are an autumn matter. */
export function objectsIn(month: string): Weighted {
  const autumn = monthIndex(month) === 9 || monthIndex(month) === 10;
  return [
    ['Controlled drugs', 55],
    ['Stolen goods', 18],
    ['Offensive weapons', 17],
    ['Article for use in theft', 2],
    ['Evidence of offences under the Act', 4],
    ['Fireworks', autumn ? 2.5 : 0.1],
    ['Anything to threaten or harm anyone', 1],
    ['Firearms', 0.7],
    ['Articles for use in criminal damage', 0.6],
    ['', 0.2],
  ];
}

/** Power for an object of search; the empty name is for all others. */
export const LEGISLATION_OF: Readonly<Record<string, string>> = {
  'Controlled drugs': 'Misuse of Drugs Act 1971 (section 23)',
  Firearms: 'Firearms Act 1968 (section 47)',
  'Anything to threaten or harm anyone': 'Criminal Justice and Public Order Act 1994 (section 60)',
  '': 'Police and Criminal Evidence Act 1984 (section 1)',
};

/** Outcomes for an object of search; the empty name is for all others. */
export const OUTCOMES_OF: Readonly<Record<string, Weighted>> = {
  'Controlled drugs': [
    ['A no further action disposal', 66],
    ['Arrest', 12],
    ['Community resolution', 16],
    ['Penalty Notice for Disorder', 4],
    ['Summons / charged by post', 1.6],
    ['Caution (simple or conditional)', 0.3],
    ['Khat or Cannabis warning', 0.1],
  ],
  '': [
    ['A no further action disposal', 73],
    ['Arrest', 22],
    ['Community resolution', 2.5],
    ['Penalty Notice for Disorder', 1.2],
    ['Summons / charged by post', 1.2],
    ['Caution (simple or conditional)', 0.1],
  ],
};

/** Who is searched. */
export const PEOPLE = {
  gender: [
    ['Male', 88],
    ['Female', 10.5],
    ['Other', 0.5],
    ['', 1],
  ],
  age: [
    ['under 10', 0.02],
    ['10-17', 16],
    ['18-24', 26],
    ['25-34', 22],
    ['over 34', 23],
    ['', 13],
  ],
  officerDefined: [
    ['White', 43],
    ['Black', 31],
    ['Asian', 16],
    ['Mixed', 2],
    ['Other', 5],
    ['', 3],
  ],
} as const satisfies Readonly<Record<string, Weighted>>;

const NOT_STATED = ['Other ethnic group - Not stated', 30] as const;

/** How people define themselves, by how the officer saw them. */
export const DEFINED: Readonly<Record<string, Weighted>> = {
  White: [
    NOT_STATED,
    ['White - English/Welsh/Scottish/Northern Irish/British', 42],
    ['White - Any other White background', 25],
    ['White - Irish', 2.5],
    ['White - Gypsy or Irish Traveller', 0.5],
  ],
  Black: [
    NOT_STATED,
    ['Black/African/Caribbean/Black British - African', 25],
    ['Black/African/Caribbean/Black British - Caribbean', 18],
    ['Black/African/Caribbean/Black British - Any other Black/African/Caribbean background', 23],
    ['Mixed/Multiple ethnic groups - White and Black Caribbean', 3],
    ['Mixed/Multiple ethnic groups - White and Black African', 1],
  ],
  Asian: [
    NOT_STATED,
    ['Asian/Asian British - Bangladeshi', 18],
    ['Asian/Asian British - Indian', 15],
    ['Asian/Asian British - Pakistani', 14],
    ['Asian/Asian British - Chinese', 2],
    ['Asian/Asian British - Any other Asian background', 21],
  ],
  Mixed: [
    NOT_STATED,
    ['Mixed/Multiple ethnic groups - White and Asian', 10],
    ['Mixed/Multiple ethnic groups - White and Black Caribbean', 25],
    ['Mixed/Multiple ethnic groups - White and Black African', 12],
    ['Mixed/Multiple ethnic groups - Any other Mixed/Multiple ethnic background', 23],
  ],
  Other: [NOT_STATED, ['Other ethnic group - Any other ethnic group', 60], ['Other ethnic group - Arab', 10]],
};

import { labelledCodes, plainCodes, spelledCodes } from './codes.ts';

/** Whether a person, a vehicle or both were searched. */
export const SEARCH_TYPES = plainCodes(['Person search', 'Person and Vehicle search', 'Vehicle search']);

export const GENDERS = plainCodes(['Male', 'Female', 'Other']);

/** Age bands of the national stop and search files; the code is the source's spelling. */
export const AGE_RANGES = labelledCodes({
  'under 10': 'Under 10',
  '10-17': '10 to 17',
  '18-24': '18 to 24',
  '25-34': '25 to 34',
  'over 34': 'Over 34',
});

/** Ethnicity in the eighteen groups of the census, with "not stated". */
export const SELF_DEFINED_ETHNICITIES = plainCodes([
  'Asian/Asian British - Bangladeshi',
  'Asian/Asian British - Chinese',
  'Asian/Asian British - Indian',
  'Asian/Asian British - Pakistani',
  'Asian/Asian British - Any other Asian background',
  'Black/African/Caribbean/Black British - African',
  'Black/African/Caribbean/Black British - Caribbean',
  'Black/African/Caribbean/Black British - Any other Black/African/Caribbean background',
  'Mixed/Multiple ethnic groups - White and Asian',
  'Mixed/Multiple ethnic groups - White and Black African',
  'Mixed/Multiple ethnic groups - White and Black Caribbean',
  'Mixed/Multiple ethnic groups - Any other Mixed/Multiple ethnic background',
  'White - English/Welsh/Scottish/Northern Irish/British',
  'White - Gypsy or Irish Traveller',
  'White - Irish',
  'White - Any other White background',
  'Other ethnic group - Arab',
  'Other ethnic group - Any other ethnic group',
  'Other ethnic group - Not stated',
]);

export const OFFICER_DEFINED_ETHNICITIES = plainCodes(['Asian', 'Black', 'Mixed', 'White', 'Other']);

/** The powers under which searches are recorded in the national files. */
export const LEGISLATION = plainCodes([
  'Aviation Security Act 1982 (section 27(1))',
  'Conservation of Seals Act 1970 (section 4)',
  'Criminal Justice Act 1988 (section 139B)',
  'Criminal Justice and Public Order Act 1994 (section 60)',
  'Crossbows Act 1987 (section 4)',
  'Customs and Excise Management Act 1979 (section 163)',
  'Deer Act 1991 (section 12)',
  'Environmental Protection Act 1990 (section 34B )',
  'Firearms Act 1968 (section 47)',
  'Hunting Act 2004 (section 8)',
  'Misuse of Drugs Act 1971 (section 23)',
  'Poaching Prevention Act 1862 (section 2)',
  'Police and Criminal Evidence Act 1984 (section 1)',
  'Police and Criminal Evidence Act 1984 (section 6)',
  'Protection of Badgers Act 1992 (section 11)',
  'Psychoactive Substances Act 2016 (s36(2))',
  'Psychoactive Substances Act 2016 (s37(2))',
  'Public Stores Act 1875 (section 6)',
  'Sporting Events Act 1985 (section 7)',
  'Wildlife and Countryside Act 1981 (section 19)',
]);

export const SEARCH_OBJECTS = plainCodes([
  'Anything to threaten or harm anyone',
  'Article for use in theft',
  'Articles for use in criminal damage',
  'Controlled drugs',
  'Crossbows',
  'Detailed object of search unavailable',
  'Evidence of hunting any wild mammal with a dog',
  'Evidence of offences under the Act',
  'Evidence of wildlife offences',
  'Firearms',
  'Fireworks',
  'Game or poaching equipment',
  'Goods on which duty has not been paid etc.',
  'Offensive weapons',
  'Psychoactive substances',
  'Seals or hunting equipment',
  'Stolen goods',
]);

/** Outcomes of searches, each with the words that older files use for it. */
export const SEARCH_OUTCOMES = spelledCodes({
  'A no further action disposal': ['Nothing found - no further action'],
  Arrest: ['Suspect arrested'],
  'Caution (simple or conditional)': ['Offender cautioned'],
  'Community resolution': ['Local resolution'],
  'Khat or Cannabis warning': ['Offender given drugs possession warning'],
  'Penalty Notice for Disorder': ['Offender given penalty notice'],
  'Summons / charged by post': ['Suspect summonsed to court'],
});

/** Outcomes of searches to the common outcomes. */
export const SEARCH_OUTCOME_CROSSWALK: Readonly<Record<string, string>> = {
  'A no further action disposal': 'No further action',
  Arrest: 'Arrest',
  'Caution (simple or conditional)': 'Out-of-court disposal',
  'Community resolution': 'Out-of-court disposal',
  'Khat or Cannabis warning': 'Out-of-court disposal',
  'Penalty Notice for Disorder': 'Out-of-court disposal',
  'Summons / charged by post': 'Charged or summonsed',
};

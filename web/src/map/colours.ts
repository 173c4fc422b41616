/** The sequential ramp, light to dark, one colour for each of six classes. */
export const RAMP = ['#edf4fa', '#c9deee', '#97c1de', '#5c9bca', '#2a73ad', '#0a4680'] as const;
export const SUPPRESSED = '#d8cfe3';
export const MAP_GROUND = '#e6ecf0';
export const LINE = '#33475b';

/** How busy a borough is against the average, and whether it is central: invented figures with a plausible ranking. */
export type BoroughShape = { readonly volume: number; readonly central: boolean };

const SHAPES: Readonly<Record<string, BoroughShape>> = {
  'Barking and Dagenham': { volume: 0.8, central: false },
  Barnet: { volume: 1, central: false },
  Bexley: { volume: 0.6, central: false },
  Brent: { volume: 1.05, central: false },
  Bromley: { volume: 0.85, central: false },
  Camden: { volume: 1.4, central: true },
  'City of London': { volume: 0.3, central: true },
  Croydon: { volume: 1.15, central: false },
  Ealing: { volume: 1.05, central: false },
  Enfield: { volume: 1, central: false },
  Greenwich: { volume: 1, central: false },
  Hackney: { volume: 1.2, central: true },
  'Hammersmith and Fulham': { volume: 0.85, central: true },
  Haringey: { volume: 1.1, central: false },
  Harrow: { volume: 0.6, central: false },
  Havering: { volume: 0.75, central: false },
  Hillingdon: { volume: 0.95, central: false },
  Hounslow: { volume: 0.9, central: false },
  Islington: { volume: 1.1, central: true },
  'Kensington and Chelsea': { volume: 0.9, central: true },
  'Kingston upon Thames': { volume: 0.5, central: false },
  Lambeth: { volume: 1.3, central: true },
  Lewisham: { volume: 1.05, central: false },
  Merton: { volume: 0.6, central: false },
  Newham: { volume: 1.3, central: false },
  Redbridge: { volume: 0.9, central: false },
  'Richmond upon Thames': { volume: 0.5, central: false },
  Southwark: { volume: 1.3, central: true },
  Sutton: { volume: 0.5, central: false },
  'Tower Hamlets': { volume: 1.25, central: true },
  'Waltham Forest': { volume: 0.9, central: false },
  Wandsworth: { volume: 0.95, central: false },
  Westminster: { volume: 2.6, central: true },
};

/** The shape of the borough of this name; an unknown one is average. */
export function boroughShape(name: string): BoroughShape {
  return SHAPES[name] ?? { volume: 1, central: false };
}

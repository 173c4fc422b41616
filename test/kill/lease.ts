/** How long a killed process keeps others from its dataset in these tests. */
export const LEASE_MS = 300;

/** Cells beyond which groups without records are left out instead of shown as zero or not supplied. */
export const LATTICE_CELLS = 50_000;

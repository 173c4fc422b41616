const GROUPS = ['Fire', 'False Alarm', 'Special Service'];

/** A file of an agency that is not known yet: one line an incident, in months of 2026, about Camden and Hackney. */
export function madeSample(
  rows: number,
  columns: { readonly group?: string; readonly more?: string } = {},
): string {
  const { group = 'Incident Group', more } = columns;
  const head = ['Incident Number', 'Date Of Call', 'Time Of Call', group, 'Pumps', 'Latitude', 'Longitude'];
  const lines = [[...head, ...(more === undefined ? [] : [more])].join(',')];
  for (let row = 1; row <= rows; row += 1) {
    const month = String(1 + (row % 9)).padStart(2, '0');
    const day = String(1 + (row % 28)).padStart(2, '0');
    const hour = String(row % 24).padStart(2, '0');
    const east = row % 3 === 0 ? -0.06 : -0.14;
    lines.push(
      [
        `LFB-${more === undefined ? 'a' : 'b'}-${row}`,
        `2026-${month}-${day}`,
        `${hour}:${String(row % 60).padStart(2, '0')}`,
        GROUPS[row % GROUPS.length],
        1 + (row % 4),
        (51.54 + (row % 50) / 10_000).toFixed(5),
        (east + (row % 40) / 10_000).toFixed(5),
        ...(more === undefined ? [] : [row % 2 === 0 ? 'Dwelling' : 'Outdoor']),
      ].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}

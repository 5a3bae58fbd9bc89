// Prints rows under headings, each column as wide as its widest cell.

export function printTable(headings: readonly string[], rows: readonly string[][]): void {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  for (const row of [headings, ...rows]) console.log(line(row));
}

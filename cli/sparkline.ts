// Draws a row of numbers as a row of small bars.

const BARS = [..."▁▂▃▄▅▆▇█"];
const LOWEST = BARS[0] ?? "";

/**
 * One character for each number, by its share of the greatest. Nothing is the lowest bar and anything more at least the
 * second; where there is no number, as of times when no job ran, there is a space.
 */
export function sparkline(numbers: readonly (number | undefined)[]): string {
  const most = Math.max(0, ...numbers.filter((number) => number !== undefined));
  return numbers
    .map((number) => {
      if (number === undefined) return " ";
      if (number <= 0) return LOWEST;
      return BARS[Math.max(1, Math.round((number / most) * (BARS.length - 1)))] ?? LOWEST;
    })
    .join("");
}

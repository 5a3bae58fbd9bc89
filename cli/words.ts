// Numbers and times in words: counts with the right plural, ages and durations in one unit.

/** `1 attempt`, `2 attempts` */
export const counted = (count: number, singular: string): string =>
  `${count} ${singular}${count === 1 ? "" : "s"}`;

const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
] as const;

/** `41s`, `5m`, `3h`, `12d`: the largest unit that is full. */
export function age(fromMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - fromMs) / 1000));
  const unit = UNITS.find(([, length]) => seconds >= length);
  return unit ? `${Math.floor(seconds / unit[1])}${unit[0]}` : `${seconds}s`;
}

/** `0.35 s`, `12 s`, `5 min` */
export function duration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(2)} s`;
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}

/** `2026-11-25 21:44:05` in UTC. */
export const utc = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace("T", " ");

/** `2026-11-25 06:00` in UTC. */
export const utcMinute = (ms: number): string => utc(ms).slice(0, 16);

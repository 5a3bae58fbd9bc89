// The slots of time that outcomes are counted in, by minute, hour and day in UTC, and how long each is kept.

export type Resolution = "minute" | "hour" | "day";

const DAY_SECONDS = 86_400;

/** `keptSeconds`: of a slot, after it has ended. `digits` of ISO time name it. */
const resolutions = {
  minute: { seconds: 60, keptSeconds: 2 * DAY_SECONDS, digits: "2026-11-29T08:05".length },
  hour: { seconds: 3_600, keptSeconds: 30 * DAY_SECONDS, digits: "2026-11-29T08".length },
  day: { seconds: DAY_SECONDS, keptSeconds: 90 * DAY_SECONDS, digits: "2026-11-29".length },
} as const;
export const RESOLUTIONS = Object.keys(resolutions) as Resolution[];

export const secondsOf = (resolution: Resolution): number => resolutions[resolution].seconds;
export const keptSecondsOf = (resolution: Resolution): number => resolutions[resolution].keptSeconds;

/** When the slot of this moment began (ms). */
export const slotStart = (resolution: Resolution, at: number): number => {
  const slotMs = secondsOf(resolution) * 1_000;
  return Math.floor(at / slotMs) * slotMs;
};

/** `day#2026-11-29` */
export const slotName = (resolution: Resolution, at: number): string =>
  `${resolution}#${new Date(at).toISOString().slice(0, resolutions[resolution].digits)}`;

/** Seconds since the epoch. */
export const slotExpiry = (resolution: Resolution, at: number): number =>
  slotStart(resolution, at) / 1_000 + secondsOf(resolution) + keptSecondsOf(resolution);

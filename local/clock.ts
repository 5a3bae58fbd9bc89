// The clock of everything in local/, so that a test can set the time.
export { type Clock, ManualClock, systemClock, type Timer } from "../core/clock.ts";

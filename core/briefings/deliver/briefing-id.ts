// The id of the briefing that a delivery sends.
import * as z from "zod";

export const BriefingId = z
  .string()
  .regex(/^brf_[0-9a-z]{1,60}$/, "briefingId must be the id of a briefing, such as brf_…");

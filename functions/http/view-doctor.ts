// What the API says of the doctor's findings.
import * as z from "zod";
import { CHECKS, FINDING_STATES } from "../../core/jobs/operate/inspector.ts";

const State = z.enum(FINDING_STATES);

/** `verdict` is the worst that was found; `remedy` is empty for what is in order. */
export const DoctorView = z.object({
  verdict: State,
  findings: z.array(
    z.object({
      check: z.enum(CHECKS),
      state: State,
      what: z.string(),
      where: z.string(),
      remedy: z.string(),
    }),
  ),
});
export type DoctorView = z.infer<typeof DoctorView>;

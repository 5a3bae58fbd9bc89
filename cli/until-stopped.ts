// Waits for the signal to stop; the SQS server's command waits in the same way.
export { untilStopped } from "../local/until-stopped.ts";

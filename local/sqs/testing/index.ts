// The SQS server for tests: everything that a test imports.
export { ManualClock } from "../../clock.ts";
export type { MessageState } from "../engine/look.ts";
export type { Fault, FaultKind, FaultOptions } from "../faults.ts";
export type { InspectedMessage } from "./inspect.ts";
export {
  queueArnOf,
  type StartSqsOptions,
  startSqs,
  type TestQueue,
  type TestSqs,
  type WaitOptions,
} from "./start-sqs.ts";

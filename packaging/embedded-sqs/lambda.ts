// What `embedded-sqs/lambda` exports: the parts of the embedded AWS, to build a runtime of one's own.
export { type Clock, ManualClock, systemClock, type Timer } from "../../local/clock.ts";
export {
  type AlarmState,
  CloudWatchAlarm,
  type CloudWatchAlarmOptions,
} from "../../local/cloudwatch-alarm.ts";
export {
  EventSourceMapping,
  type EventSourceMappingOptions,
} from "../../local/lambda/event-source-mapping.ts";
export { compileFilterCriteria, type FilterCriteria } from "../../local/lambda/filter-criteria.ts";
export { findHandler, type HandlerFile } from "../../local/lambda/handler-file.ts";
export {
  FunctionFailedError,
  LambdaFunction,
  type LambdaFunctionOptions,
  ThrottledError,
} from "../../local/lambda/lambda-function.ts";
export type { ProvisionedPollers } from "../../local/lambda/poller-count.ts";
export type { Log } from "../../local/log.ts";
export { Schedule, type ScheduleOptions } from "../../local/schedule.ts";

// StartMessageMoveTask, ListMessageMoveTasks and CancelMessageMoveTask.
import * as z from "zod";
import type { MoveTask } from "../engine/model.ts";
import { cancelMoveTask, KEPT_TASKS, MAX_PER_SECOND, startMoveTask } from "../engine/move-tasks.ts";
import { SqsError } from "../errors.ts";
import { action, requireQueueByArn } from "./call.ts";

const TaskHandle = z.object({ taskId: z.string(), sourceArn: z.string() });

export const moveTaskActions = {
  StartMessageMoveTask: action(
    z.object({
      SourceArn: z.string(),
      DestinationArn: z.string().optional(),
      MaxNumberOfMessagesPerSecond: z.int32().optional(),
    }),
    (call, input) => {
      const source = requireQueueByArn(call, "SourceArn", input.SourceArn);
      const rate = input.MaxNumberOfMessagesPerSecond;
      checkNumber("MaxNumberOfMessagesPerSecond", rate, MAX_PER_SECOND);
      const destination = input.DestinationArn
        ? requireQueueByArn(call, "DestinationArn", input.DestinationArn)
        : undefined;
      return {
        TaskHandle: taskHandle(startMoveTask(call.engine, source, destination, rate, call.now)),
      };
    },
  ),

  ListMessageMoveTasks: action(
    z.object({ SourceArn: z.string(), MaxResults: z.int32().default(1) }),
    (call, input) => {
      const source = requireQueueByArn(call, "SourceArn", input.SourceArn);
      checkNumber("MaxResults", input.MaxResults, KEPT_TASKS);
      const tasks = call.engine.moveTasks.filter((task) => task.sourceArn === source.arn);
      return { Results: tasks.reverse().slice(0, input.MaxResults).map(describe) };
    },
  ),

  CancelMessageMoveTask: action(z.object({ TaskHandle: z.string() }), (call, input) => {
    const { taskId, sourceArn } = parseTaskHandle(input.TaskHandle);
    requireQueueByArn(call, "SourceArn", sourceArn);
    return { ApproximateNumberOfMessagesMoved: cancelMoveTask(call.engine, taskId).moved };
  }),
};

/** @throws SqsError InvalidParameterValue */
function checkNumber(parameter: string, value: number | undefined, high: number): void {
  if (value === undefined || (value >= 1 && value <= high)) return;
  throw new SqsError(
    "InvalidParameterValue",
    `Value for parameter ${parameter} is invalid. Reason: You must enter a number that's between 1 and ${high}.`,
  );
}

/** As on AWS: base64 of `{"taskId","sourceArn"}`. */
function taskHandle(task: MoveTask): string {
  return Buffer.from(JSON.stringify({ taskId: task.id, sourceArn: task.sourceArn })).toString("base64");
}

function parseTaskHandle(handle: string): z.infer<typeof TaskHandle> {
  try {
    return TaskHandle.parse(JSON.parse(Buffer.from(handle, "base64").toString()));
  } catch {
    throw new SqsError("InvalidParameterValue", "Value for parameter TaskHandle is invalid.");
  }
}

function describe(task: MoveTask) {
  return {
    ...(task.status === "RUNNING" && { TaskHandle: taskHandle(task) }),
    Status: task.status,
    SourceArn: task.sourceArn,
    ...(task.destinationArn !== undefined && { DestinationArn: task.destinationArn }),
    ...(task.maxPerSecond !== undefined && { MaxNumberOfMessagesPerSecond: task.maxPerSecond }),
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    ...(task.failureReason !== undefined && { FailureReason: task.failureReason }),
    StartedTimestamp: task.startedAt,
  };
}

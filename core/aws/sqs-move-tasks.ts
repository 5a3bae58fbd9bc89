// Moves of a whole dead-letter queue: StartMessageMoveTask, how far the last ones are, and the end of the one under way.
import {
  CancelMessageMoveTaskCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import type { DeadLetterQueue, MoveTask } from "../jobs/index.ts";
import { describeAwsError } from "./aws-error.ts";

/** All that SQS keeps. [SQS API: ListMessageMoveTasks] */
const MOST_TASKS = 10;

export function createMoves(options: {
  client: Pick<SQSClient, "send">;
  queueUrl: string;
}): Pick<DeadLetterQueue, "redrive" | "redrives" | "cancelRedrive"> {
  const { client, queueUrl } = options;

  async function attributes() {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: ["QueueArn", "ApproximateNumberOfMessages"],
      }),
    );
    return { arn: Attributes?.QueueArn, count: Number(Attributes?.ApproximateNumberOfMessages ?? 0) };
  }

  async function tasks(): Promise<ListMessageMoveTasksResultEntry[]> {
    const { arn } = await attributes();
    const command = new ListMessageMoveTasksCommand({ SourceArn: arn, MaxResults: MOST_TASKS });
    return (await client.send(command)).Results ?? [];
  }

  return {
    async redrive() {
      try {
        const { arn, count } = await attributes();
        await client.send(new StartMessageMoveTaskCommand({ SourceArn: arn }));
        return count;
      } catch (error) {
        throw describeAwsError("StartMessageMoveTask", queueUrl, error);
      }
    },

    async redrives() {
      try {
        return (await tasks()).map(toMoveTask);
      } catch (error) {
        throw describeAwsError("ListMessageMoveTasks", queueUrl, error);
      }
    },

    async cancelRedrive() {
      try {
        const running = (await tasks()).find(({ Status, TaskHandle }) => Status === "RUNNING" && TaskHandle);
        if (!running) return false;
        await client.send(new CancelMessageMoveTaskCommand({ TaskHandle: running.TaskHandle }));
        return true;
      } catch (error) {
        throw describeAwsError("CancelMessageMoveTask", queueUrl, error);
      }
    },
  };
}

const states: Readonly<Record<string, MoveTask["status"]>> = {
  RUNNING: "running",
  COMPLETED: "completed",
  CANCELLING: "cancelling",
  CANCELLED: "cancelled",
  FAILED: "failed",
};

const toMoveTask = (task: ListMessageMoveTasksResultEntry): MoveTask => ({
  // One that AWS adds is not taken for one that is still under way.
  status: states[task.Status ?? ""] ?? "failed",
  moved: task.ApproximateNumberOfMessagesMoved ?? 0,
  ...(task.ApproximateNumberOfMessagesToMove !== undefined && {
    total: task.ApproximateNumberOfMessagesToMove,
  }),
  startedAt: task.StartedTimestamp ?? 0,
  ...(task.FailureReason !== undefined && { reason: task.FailureReason }),
});

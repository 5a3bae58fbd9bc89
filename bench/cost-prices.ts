// What AWS asks for what a job uses: us-east-1, on demand, beyond the free tier.
import type { Usage } from "./cost-usage.ts";

/** When these were looked up, from secondary sources: check them before you publish a figure. */
export const PRICES_AS_OF = "2026-11";

/** US dollars for one. */
const prices = {
  sqsRequest: 0.4 / 1e6,
  httpApiRequest: 1.0 / 1e6,
  lambdaRequest: 0.2 / 1e6,
  /** arm64. */
  lambdaGbSecond: 0.000_013_333_4,
  /** One write of up to 1 KB, to the table or to its index. */
  dynamoWriteUnit: 0.625 / 1e6,
  /** One strongly consistent read of up to 4 KB. */
  dynamoReadUnit: 0.125 / 1e6,
  logByte: 0.5 / 1e9,
  schedulerInvocation: 1.0 / 1e6,
  /** A month each. */
  alarmMetric: 0.1,
  customMetric: 0.3,
  dashboard: 3,
  /** A month of one byte: the table's, and the same again for its point-in-time recovery. */
  storedByte: 0.25 / 1e9,
  recoverableByte: 0.2 / 1e9,
};

export const sum = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** In US dollars, part by part. */
export const costOf = (usage: Usage): Record<string, number> => ({
  "HTTP API": usage.httpRequests * prices.httpApiRequest,
  SQS: sum(usage.sqs) * prices.sqsRequest,
  "Lambda requests": usage.lambdaRequests * prices.lambdaRequest,
  "Lambda GB-seconds": usage.gbSeconds * prices.lambdaGbSecond,
  "DynamoDB table": usage.writeUnits * prices.dynamoWriteUnit + usage.readUnits * prices.dynamoReadUnit,
  "DynamoDB index": usage.indexWriteUnits * prices.dynamoWriteUnit,
  logs: usage.logBytes * prices.logByte,
});

/** Write units of the table. */
export const costOfWrites = (units: number): number => units * prices.dynamoWriteUnit;

/** Long polls that find nothing. */
export const costOfPolling = (polls: number): number => polls * prices.sqsRequest;

export const costOfScheduling = (invocations: number): number => invocations * prices.schedulerInvocation;

export const costOfLogs = (bytes: number): number => bytes * prices.logByte;

/** Of bytes that are kept for a month. */
export const costOfStorage = (bytes: number): number => bytes * (prices.storedByte + prices.recoverableByte);

/** A month of what CloudWatch keeps for a stage. */
export const costOfWatching = (stage: {
  alarmMetrics: number;
  customMetrics: number;
  dashboards: number;
}): Record<string, number> => ({
  alarms: stage.alarmMetrics * prices.alarmMetric,
  "custom metrics": stage.customMetrics * prices.customMetric,
  dashboard: stage.dashboards * prices.dashboard,
});

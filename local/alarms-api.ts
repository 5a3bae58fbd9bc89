// CloudWatch's DescribeAlarms for the one alarm of the embedded AWS, in the JSON protocol that the SDKs speak.
import * as z from "zod";
import { deadLetterAlarm } from "../core/aws/dead-letter-alarm.ts";
import type { Settings } from "../core/settings.ts";
import type { AlarmState } from "./cloudwatch-alarm.ts";

const SERVICE = "GraniteServiceVersion20100801";
const DescribeAlarms = z.object({
  AlarmNames: z.array(z.string()).nullish(),
  AlarmNamePrefix: z.string().nullish(),
  AlarmTypes: z.array(z.string()).nullish(),
  StateValue: z.string().nullish(),
});

export type ShownAlarm = { name: string; queueName: string; actionArn: string; state(): AlarmState };

export const alarmArnOf = (name: string): string => `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`;

type Answer = { status: number; body: string };

/** @returns undefined where the request is not for CloudWatch. */
export function createAlarmsApi(alarm: ShownAlarm, settings: Settings) {
  return (target: string, body: string): Answer | undefined => {
    const [service, action] = target.split(".");
    if (service !== SERVICE) return undefined;
    if (action !== "DescribeAlarms") {
      return refuse("InvalidAction", `${action} is not served here: only DescribeAlarms is.`);
    }
    const asked = DescribeAlarms.safeParse(parseJson(body));
    if (!asked.success) return refuse("ValidationError", z.prettifyError(asked.error));
    const MetricAlarms = fits(alarm, asked.data) ? [describe(alarm, settings)] : [];
    return { status: 200, body: JSON.stringify({ MetricAlarms, CompositeAlarms: [] }) };
  };
}

function fits({ name, state }: ShownAlarm, asked: z.infer<typeof DescribeAlarms>): boolean {
  const { AlarmNames, AlarmNamePrefix, AlarmTypes, StateValue } = asked;
  return (
    (!AlarmNames?.length || AlarmNames.includes(name)) &&
    name.startsWith(AlarmNamePrefix ?? "") &&
    (!AlarmTypes?.length || AlarmTypes.includes("MetricAlarm")) &&
    (!StateValue || StateValue === state())
  );
}

const describe = ({ name, queueName, actionArn, state }: ShownAlarm, settings: Settings) => ({
  AlarmName: name,
  AlarmArn: alarmArnOf(name),
  ActionsEnabled: true,
  AlarmActions: [actionArn],
  OKActions: [],
  InsufficientDataActions: [],
  StateValue: state(),
  ...deadLetterAlarm(settings, queueName),
});

/** An empty body is an empty request. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text === "" ? "{}" : text);
  } catch {
    return undefined;
  }
}

const refuse = (name: string, message: string): Answer => ({
  status: 400,
  body: JSON.stringify({ __type: `com.amazonaws.cloudwatch#${name}`, message }),
});

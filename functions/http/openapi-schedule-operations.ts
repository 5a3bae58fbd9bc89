// What the OpenAPI document says of the routes of schedules.
import {
  answer,
  body,
  cursorParameters,
  type Description,
  type Failure,
  failures,
  text,
  unauthorized,
  wrongParameter,
} from "./openapi-parts.ts";
import type { Operation } from "./routes.ts";

const unknownSchedule: Failure = [404, "There is no such schedule."];

export const scheduleOperations = {
  listSchedules: {
    summary: "List schedules, the next to run first",
    parameters: cursorParameters,
    responses: {
      200: answer("A page of schedules.", "ScheduleList"),
      ...failures(wrongParameter, unauthorized),
    },
  },
  putSchedule: {
    summary:
      "Make the schedule of this name, or change it; its history stays, and one that is paused stays so",
    requestBody: { required: true, content: body("Schedule") },
    responses: {
      200: answer("There was one: it is as asked for now.", "ScheduleView"),
      201: {
        ...answer("Made; the Location header names it.", "ScheduleView"),
        headers: { Location: { schema: text } },
      },
      ...failures(
        [400, "The request is not valid; `errors` names the fields."],
        unauthorized,
        [409, "There are as many schedules as there may be."],
        [413, "The request is too large."],
        [415, "The body is not JSON."],
      ),
    },
  },
  showSchedule: {
    summary: "The schedule, its next runs and its history",
    responses: {
      200: answer("The schedule.", "ScheduleView"),
      ...failures(wrongParameter, unauthorized, unknownSchedule),
    },
  },
  deleteSchedule: {
    summary: "Delete the schedule; the jobs that it has made stay",
    responses: {
      204: { description: "It is deleted." },
      ...failures(wrongParameter, unauthorized, unknownSchedule),
    },
  },
  runSchedule: {
    summary: "Make a run at once; the next run stays where it is",
    responses: {
      202: {
        ...answer("The job of the run; the Location header names it.", "JobView"),
        headers: { Location: { schema: text } },
      },
      ...failures(
        [400, "A parameter is wrong or unknown, or the job type takes the payload no more."],
        unauthorized,
        [404, "There is no such schedule, or its job type is gone."],
        [409, "The job of the last run has not ended, and runs may not overlap."],
        [429, "Too many jobs are waiting."],
      ),
    },
  },
  pauseSchedule: {
    summary: "Pause the schedule: no run is made, and none is made up later",
    responses: {
      200: answer("It is paused.", "ScheduleView"),
      ...failures(wrongParameter, unauthorized, unknownSchedule),
    },
  },
  resumeSchedule: {
    summary: "Let a paused schedule go on, from its next run",
    responses: {
      200: answer("It goes on.", "ScheduleView"),
      ...failures(wrongParameter, unauthorized, unknownSchedule),
    },
  },
} satisfies Partial<Record<Operation, Description>>;

// What happened to a job, folded where it is much.
import { expect, it } from "vitest";
import type { Attempt, Job } from "../../core/jobs/index.ts";
import type { TimelineEvent } from "../../core/jobs/operate/inspector.ts";
import { timeline } from "../../dashboard/parts/timeline.ts";

const NOW = 1_700_000_000_000;
const steps = (count: number): TimelineEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    at: NOW + index,
    event: "step done",
    detail: `step-${index}`,
  }));
const attempts = (count: number): Attempt[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ startedAt: NOW + 1_000 * index, endedAt: NOW + 1_000 * index + 500, outcome: "failed" as const },
    receiveCount: index + 1,
    error: { name: "Error", message: `failure ${index + 1}`, permanent: false },
    messageId: "m",
    requestId: "r",
  }));
const markupOf = (events: TimelineEvent[], tried: Attempt[]): string =>
  timeline(events, { attempts: tried } as Job, NOW + 3_600_000).toString();

it("tells a few steps one by one", () => {
  expect(markupOf(steps(8), [])).not.toContain("<details");
});

it("folds many steps in a row into one line, and keeps each of them", () => {
  const markup = markupOf(steps(200), attempts(1));
  expect(markup).toMatch(/<summary>199 steps done<\/summary>/);
  expect(markup.match(/step-\d+/g)).toHaveLength(200);
});

it("shows the beginning and the end of many attempts, and folds the middle", () => {
  const markup = markupOf([], attempts(50));
  expect(markup).toMatch(
    /failure 10<.*<summary>20 entries between<\/summary>.*failure 11<.*failure 30<.*<\/details>.*failure 31</s,
  );
  expect(markupOf([], attempts(31))).not.toContain("<details");
});

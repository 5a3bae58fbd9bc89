// Which requests at the API's address the dashboard answers.
import { expect, it } from "vitest";
import { isOurs } from "../../dashboard/base.ts";

it.each(["/dashboard", "/dashboard/jobs?status=dead", "/dashboard?x=1", "/metrics", "/metrics?name=x"])(
  "%s is the dashboard's",
  (url) => expect(isOurs(url)).toBe(true),
);

it.each(["/", "/dashboards", "/metricsx", "/metrics/x", "/briefings?to=/dashboard", "/jobs/metrics"])(
  "%s is the API's",
  (url) => expect(isOurs(url)).toBe(false),
);

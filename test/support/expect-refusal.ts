// What every refusal of the API has in common.
import { expect } from "vitest";
import type { HttpRequestGiven } from "./lambda-events.ts";
import type { TestApi } from "./test-api.ts";

type Refusal = { status: number; code: string; field?: string; headers?: Record<string, string> };

/** The API refuses with this status, as problem+json, and has recorded and sent nothing. @returns the problem */
export async function expectRefusal(
  api: TestApi,
  [method, path, given = {}]: [string, string, HttpRequestGiven?],
  { status, code, field, headers = {} }: Refusal,
) {
  const before = await api.traces();
  const answer = await api.ask(method, path, given);
  expect({ status: answer.status, ...answer.headers }).toMatchObject({
    status,
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    ...headers,
  });
  const problem = answer.json();
  expect(problem).toMatchObject({
    type: `urn:briefings:problem:${code}`,
    title: expect.any(String),
    status,
    detail: expect.any(String),
    code,
  });
  if (field !== undefined) {
    expect(problem.errors).toContainEqual({ path: field, message: expect.any(String) });
    expect(problem.detail).toContain(field);
  }
  expect(await api.traces()).toEqual(before);
  return problem;
}

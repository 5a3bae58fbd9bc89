// The message on the queue: what an arriving body can turn out to be.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMessage } from "../../../../core/jobs/record/message.ts";

const body = (value: unknown) => JSON.stringify(value);

describe("a message body", () => {
  it("of this version is readable, whatever else it carries", () => {
    const message = { v: 1, type: "briefing:generate", jobId: "brf_0123456789" };
    expect(parseMessage(body({ ...message, extra: true }))).toEqual({ kind: "readable", message });
  });

  it("of a higher version is newer, whatever its shape", () => {
    expect(parseMessage(body({ v: 2, type: 7 }))).toEqual({ kind: "newer", version: 2 });
    expect(parseMessage(body({ v: 1.5 })).kind).toBe("unreadable");
  });

  it.each([
    ["a space", "a job"],
    ["a line break", "tst_1\n"],
    ["more than 100 characters", "x".repeat(101)],
    ["nothing", ""],
    ["a key of another kind", "job#1"],
  ])("whose type or job id has %s is unreadable: it names nothing of ours", (_, name) => {
    expect(parseMessage(body({ v: 1, type: name, jobId: "tst_1" })).kind).toBe("unreadable");
    expect(parseMessage(body({ v: 1, type: "test:work", jobId: name })).kind).toBe("unreadable");
  });

  it("may be anything: it is always one of the three, and a reason never repeats what it says", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (anything) => {
        const parsed = parseMessage(anything);
        expect(["readable", "newer", "unreadable"]).toContain(parsed.kind);
        if (parsed.kind === "unreadable") {
          expect(parsed.reason).toMatch(
            /^the body is not (JSON$|\{v: 1, type, jobId\}: [\w, ]+ missing or wrong$)/,
          );
        }
      }),
    );
  });
});

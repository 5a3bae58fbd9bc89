// The definition of an app: what follows from its name, and what a name may be.
import { describe, expect, it } from "vitest";
import { app } from "../../core/app.ts";
import { defineApp, settingsOf } from "../../core/define-app.ts";

const registry = "file:///registry.ts";
const define = (name: string) => defineApp({ name, description: "A test.", registry });

describe("the name of an app", () => {
  it("gives this repository's app the names that its stages and data already have", () => {
    expect(app).toMatchObject({
      name: "briefings",
      queueName: "briefings",
      deadLetterQueueName: "briefings-dead",
      tableName: "briefings-jobs",
      variablePrefix: "BRIEFINGS_",
      title: "Briefings",
      dataFolder: ".local",
    });
  });

  it("gives another app names of its own", () => {
    expect(define("my-2nd-app")).toMatchObject({
      queueName: "my-2nd-app",
      deadLetterQueueName: "my-2nd-app-dead",
      tableName: "my-2nd-app-jobs",
      variablePrefix: "MY_2ND_APP_",
      title: "My2ndApp",
    });
  });

  it.each(["", "Briefings", "my_app", "-app", "app-", "2nd", "my app", "my--app", "a".repeat(61)])(
    "may not be %j: queues, tables and variables could not bear it",
    (name) => {
      expect(() => define(name)).toThrow(/name: must .*; change its call of defineApp/);
    },
  );

  it("comes unchanged through JSON, as execution environments get it", () => {
    expect(defineApp(JSON.parse(JSON.stringify(app)))).toEqual(app);
  });
});

describe("the settings of an app", () => {
  it("are the engine's, but for its own base values, and those given at the start win", () => {
    const own = defineApp({ ...define("own"), settings: { timeoutSeconds: 30, concurrency: 2 } });
    const { consumer, queue } = settingsOf(own, { concurrency: 3 });
    expect(consumer).toMatchObject({ timeoutSeconds: 30, reservedConcurrency: 3 });
    expect(queue).toMatchObject({ visibilityTimeoutSeconds: 180, maxReceiveCount: 5 });
  });

  it("are refused when a relation does not hold", () => {
    const wrong = defineApp({ ...define("wrong"), settings: { timeoutSeconds: 901 } });
    expect(() => settingsOf(wrong)).toThrow("timeoutSeconds");
  });
});

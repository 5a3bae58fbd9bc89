// The job store and the cache as an execution environment has them: in the main thread, called from another.
import { MessageChannel } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { StoreError, VisibleError } from "../../core/jobs/index.ts";
import { defineSettings } from "../../core/settings.ts";
import { servicesOver } from "../../local/services.ts";
import { createSqliteCache } from "../../local/sqlite-cache.ts";
import { openSqliteItems } from "../../local/sqlite-items.ts";
import { createSqliteStore } from "../../local/sqlite-store.ts";
import { answerCalls, callsOver } from "../../local/thread-calls.ts";
import { describeCache } from "../contracts/cache.ts";
import { describeJobStore } from "../contracts/job-store.ts";

async function openFromAnotherThread() {
  const options = { file: ":memory:", settings: defineSettings(), now: Date.now };
  const items = openSqliteItems(options);
  const owned = { store: createSqliteStore(options, items), cache: createSqliteCache(items) };
  const { port1, port2 } = new MessageChannel();
  answerCalls(port1, owned);
  const { store, cache } = servicesOver({ port: port2, names: ["store", "cache"] });
  if (!store || !cache) throw new Error("both are named");
  const close = async () => {
    port2.close();
    owned.store.close();
  };
  return { store, cache, close };
}

describeJobStore("SQLite, owned by another thread", openFromAnotherThread);
describeCache("SQLite, owned by another thread", openFromAnotherThread);

describe("calls between threads", () => {
  function connect(object: object) {
    const { port1, port2 } = new MessageChannel();
    answerCalls(port1, { thing: object });
    const standIn = callsOver(port2, [StoreError, VisibleError])<
      Record<string, (...args: unknown[]) => Promise<unknown>>
    >("thing");
    const call = (method: string, ...args: unknown[]) => standIn[method]?.(...args);
    return { call, close: () => port2.close() };
  }

  it("reject with the error's class, code, details, message and cause", async () => {
    const { call, close } = connect({
      refuse: async () => {
        throw new VisibleError("item-too-large", "too large", { bytes: 5 }, { cause: new Error("the disk") });
      },
      lock: async () => {
        throw new StoreError("store-locked", "it is locked");
      },
      break: () => {
        throw new TypeError("at once");
      },
    });
    const refused = await call("refuse")?.catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(VisibleError);
    expect(refused).toMatchObject({
      name: "VisibleError",
      code: "item-too-large",
      message: "too large",
      details: { bytes: 5 },
      cause: { message: "the disk" },
    });
    await expect(call("lock")).rejects.toBeInstanceOf(StoreError);
    await expect(call("break")).rejects.toMatchObject({ name: "TypeError", message: "at once" });
    close();
  });

  it("reject where there is no such method, and what cannot be copied is neither taken nor given", async () => {
    const { call, close } = connect({ give: async () => () => {}, take: async () => "taken" });
    await expect(call("fly")).rejects.toThrow("thing has no method fly in this thread");
    await expect(call("give")).rejects.toThrow(/could not be cloned/);
    await expect(call("take", () => {})).rejects.toThrow(/could not be cloned/);
    expect(await call("take")).toBe("taken");
    close();
  });

  it("give a copy: what a caller changes stays its own", async () => {
    const kept = { list: [1] };
    const { call, close } = connect({ give: async () => kept });
    const given = (await call("give")) as typeof kept;
    given.list.push(2);
    expect(kept).toEqual({ list: [1] });
    close();
  });

  it("are given up at both ends when their signal fires", async () => {
    const begun = Promise.withResolvers<AbortSignal>();
    const { call, close } = connect({
      wait: (text: string, signal: AbortSignal) => {
        expect(text).toBe("text");
        begun.resolve(signal);
        return new Promise(() => {});
      },
    });
    const stop = new AbortController();
    const waiting = call("wait", "text", stop.signal);
    const signal = await begun.promise;
    const told = new Promise((resolve) => signal.addEventListener("abort", resolve));
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await told;
    close();
  });
});

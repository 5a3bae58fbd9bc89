// What a piece of work used of AWS: the embedded runtime with every invocation, request and log byte counted.
import { app } from "../core/app.ts";
import { createLogOutput } from "../local/log-output.ts";
import { type Runtime, startRuntime } from "../local/runtime.ts";
import { type Bill, startCountingCloud } from "./cost-cloud.ts";
import { UnitCounter } from "./cost-units.ts";

const FAR_OFF_SECONDS = 86_400;

const zero = {
  writeUnits: 0,
  indexWriteUnits: 0,
  readUnits: 0,
  httpRequests: 0,
  lambdaRequests: 0,
  gbSeconds: 0,
  logBytes: 0,
};

export type Usage = typeof zero & {
  seconds: number;
  /** More than before in the table, its index left out. */
  storedBytes: number;
  /** Requests by action. */
  sqs: Record<string, number>;
  dynamo: Record<string, number>;
};

export type Meter = {
  runtime: Runtime;
  bill: Bill;
  /** Resolves once so many jobs have succeeded since the call. */
  jobsSucceeded(count: number): Promise<void>;
  /** Of the embedded gateway: a request to the HTTP API. */
  request(path: string, init: RequestInit): Promise<Response>;
  measure(run: () => Promise<unknown>): Promise<Usage>;
  close(): Promise<void>;
};

export async function startMeter(): Promise<Meter> {
  const bill: Bill = { sqs: new Map(), dynamo: new Map(), units: new UnitCounter() };
  const counted = { ...zero };
  const listened = createLogOutput({ format: "none" });
  const output = {
    ...listened,
    write(line: string) {
      counted.logBytes += Buffer.byteLength(line);
      listened.write(line);
    },
  };
  const runtime = await startRuntime({
    app: { ...app, registry: new URL("./cost-registry.ts", import.meta.url).href },
    sqsPort: 0,
    apiPort: 0,
    output,
    logLevel: "info",
    // The schedules and the alarm are called when they are measured, and not beside what else is.
    overrides: { sweepSeconds: FAR_OFF_SECONDS, recoverSeconds: FAR_OFF_SECONDS },
    alarmSeconds: FAR_OFF_SECONDS,
    cloud: (app, settings) => startCountingCloud(app, settings, bill),
  });
  countInvocations(runtime, counted);
  const sofar = () => {
    const { writeUnits, indexWriteUnits, readUnits } = bill.units;
    return { ...counted, writeUnits, indexWriteUnits, readUnits };
  };

  return {
    runtime,
    bill,
    jobsSucceeded: (count) =>
      new Promise((resolve) => {
        let left = count;
        const stop = output.listen((line) => {
          if (line.msg !== "job succeeded" || --left > 0) return;
          stop();
          resolve();
        });
      }),
    request(path, init) {
      counted.httpRequests++;
      return fetch(`${runtime.apiUrl}${path}`, init);
    },
    async measure(run) {
      bill.sqs.clear();
      bill.dynamo.clear();
      const before = sofar();
      const storedBefore = bill.units.storedBytes;
      const startedAt = performance.now();
      await run();
      const seconds = (performance.now() - startedAt) / 1_000;
      const after = sofar();
      const used = { ...zero };
      for (const name of Object.keys(zero) as (keyof typeof zero)[]) used[name] = after[name] - before[name];
      const storedBytes = bill.units.storedBytes - storedBefore;
      return {
        ...used,
        seconds,
        storedBytes,
        sqs: Object.fromEntries(bill.sqs),
        dynamo: Object.fromEntries(bill.dynamo),
      };
    },
    close: () => runtime.close(),
  };
}

/** Wall time as the invoker sees it, on this machine's processor and beside everything else that runs here. */
function countInvocations({ functions, settings }: Runtime, counted: typeof zero): void {
  for (const name of ["api", "consumer", "deadLetters", "recover"] as const) {
    const fn = functions[name];
    const invoke = fn.invoke.bind(fn);
    const gb = settings[name].memoryMb / 1_024;
    fn.invoke = async (event) => {
      const startedAt = performance.now();
      counted.lambdaRequests++;
      return await invoke(event).finally(() => {
        counted.gbSeconds += (gb * (performance.now() - startedAt)) / 1_000;
      });
    };
  }
}

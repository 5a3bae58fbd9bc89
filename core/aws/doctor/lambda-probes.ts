// Reads the functions for the doctor.
import type { ApiFacts, FunctionFacts, Probes, ReleaseFacts } from "../../jobs/operate/inspector.ts";
import type { LambdaAccess } from "../lambda-request.ts";
import {
  type FunctionConfiguration,
  getFunction,
  getReservedConcurrency,
  listFunctions,
} from "./lambda-functions.ts";
import { probing } from "./probe-error.ts";

/** The variable by which a function says which release of the code it is of (`stacks/function.ts`). */
export const RELEASE_VARIABLE = "APP_RELEASE";
/** The variable by which the embedded AWS says on which address its API listens. */
export const API_HOST_VARIABLE = "API_HOST";

const LOOPBACK = /^(127\.|localhost$|::1$|\[::1\]$)/;

/** @param queueUrl by which the app's functions are known: it is in their environment. */
export function functionProbes(
  access: LambdaAccess,
  queueUrl: string,
): Pick<Probes, "consumer" | "api" | "releases"> & { variables(): Promise<Record<string, string>> } {
  let listed: Promise<FunctionConfiguration[]> | undefined;
  const ours = () =>
    (listed ??= probing("lambda:ListFunctions", "the functions of this account", async () => {
      const found: FunctionConfiguration[] = [];
      for await (const fn of listFunctions(access)) if (isOf(fn, queueUrl)) found.push(fn);
      return found;
    }));
  return {
    consumer: (name) => readConsumer(access, name),
    api: async () => apiOf(await ours()),
    releases: async () => (await ours()).map(releaseOf),
    /** The environment of one of them, which has the settings of all; empty where it may not be read. */
    variables: () =>
      ours().then(
        ([fn]) => fn?.Environment?.Variables ?? {},
        () => ({}),
      ),
  };
}

/** The host of a queue's URL may differ from one client to the next; account and name do not. */
function isOf(fn: FunctionConfiguration, queueUrl: string): boolean {
  const url = fn.Environment?.Variables?.QUEUE_URL;
  return url !== undefined && URL.canParse(url) && new URL(url).pathname === new URL(queueUrl).pathname;
}

async function readConsumer(access: LambdaAccess, name: string): Promise<FunctionFacts> {
  const [fn, reserved] = await Promise.all([
    probing("lambda:GetFunctionConfiguration", name, () => getFunction(access, name)),
    probing("lambda:GetFunctionConcurrency", name, () => getReservedConcurrency(access, name)),
  ]);
  const trouble = troubleOf(fn);
  return {
    name,
    timeoutSeconds: fn.Timeout,
    ...(reserved !== undefined && { reservedConcurrency: reserved }),
    ...(trouble !== undefined && { trouble }),
  };
}

/** `Inactive` is a function that was idle for weeks, and comes back by itself. */
function troubleOf(fn: FunctionConfiguration): string | undefined {
  if (fn.State === "Failed") return fn.StateReason ?? "State is Failed";
  return fn.LastUpdateStatus === "Failed"
    ? (fn.LastUpdateStatusReason ?? "LastUpdateStatus is Failed")
    : undefined;
}

function apiOf(functions: readonly FunctionConfiguration[]): ApiFacts {
  const api = functions.find(({ FunctionName }) => /(^|-)api($|handler)/i.test(FunctionName));
  const { API_TOKEN = "", [API_HOST_VARIABLE]: host = "" } = api?.Environment?.Variables ?? {};
  return {
    name: `function ${api?.FunctionName ?? "of the API"}`,
    hasToken: API_TOKEN !== "",
    onlyLoopback: LOOPBACK.test(host),
  };
}

function releaseOf({ FunctionName, Environment }: FunctionConfiguration): ReleaseFacts {
  const release = Environment?.Variables?.[RELEASE_VARIABLE];
  return { name: `function ${FunctionName}`, ...(release && { release }) };
}

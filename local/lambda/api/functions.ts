// Lambda's API for the functions of `npm run dev`: they are listed and shown as AWS shows them, and follow the settings.
import { type Answer, refuse } from "./answer.ts";

export type ShownFunction = {
  name: string;
  arn: string;
  handler: string;
  timeoutSeconds: number;
  memoryMb: number;
  /** Absent: none is reserved. */
  reservedConcurrency?: number;
  /** Whoever may ask sees it: it must hold no secret. */
  environment: Record<string, string>;
  /** Whoever else may call it: the ARN of an alarm. */
  calledBy?: string;
};

const FUNCTIONS = /^\/2015-03-31\/functions\/?$/;
const CONFIGURATION = /^\/2015-03-31\/functions\/([^/]+)\/configuration$/;
const CONCURRENCY = /^\/2019-09-30\/functions\/([^/]+)\/concurrency$/;
const POLICY = /^\/2015-03-31\/functions\/([^/]+)\/policy$/;

/** @returns undefined where the request is not for this API. */
export function createFunctionsApi(functions: () => readonly ShownFunction[]) {
  return ({ method, url }: { method: string; url: string }): Answer | undefined => {
    const [pathname = ""] = url.split("?", 1);
    const [, name] =
      CONFIGURATION.exec(pathname) ?? CONCURRENCY.exec(pathname) ?? POLICY.exec(pathname) ?? [];
    if (name === undefined && !FUNCTIONS.test(pathname)) return undefined;
    if (method !== "GET") {
      return refuse(
        "InvalidParameterValueException",
        400,
        `${method}: functions follow core/settings.ts here.`,
      );
    }
    if (name === undefined) return json({ Functions: functions().map(describe) });
    const found = functions().find((fn) => isNamed(fn, name));
    if (!found) return refuse("ResourceNotFoundException", 404, `Function not found: ${name}`);
    if (CONFIGURATION.test(pathname)) return json(describe(found));
    if (POLICY.test(pathname)) return policyOf(found);
    const { reservedConcurrency } = found;
    return json(
      reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency },
    );
  };
}

/** As CloudWatch asks for it, for an alarm that calls a function. */
function policyOf({ arn, calledBy }: ShownFunction): Answer {
  if (calledBy === undefined) {
    return refuse("ResourceNotFoundException", 404, "The resource you requested does not exist.");
  }
  const statement = {
    ...{ Sid: "DeadLettersInvoke", Effect: "Allow" },
    Principal: { Service: "lambda.alarms.cloudwatch.amazonaws.com" },
    ...{ Action: "lambda:InvokeFunction", Resource: arn },
    Condition: {
      StringEquals: { "AWS:SourceAccount": "000000000000" },
      ArnLike: { "AWS:SourceArn": calledBy },
    },
  };
  return json({ Policy: JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: [statement] }) });
}

const json = (value: object): Answer => ({ status: 200, body: JSON.stringify(value) });

/** By its name, or by its whole ARN. */
function isNamed({ name, arn }: ShownFunction, asked: string): boolean {
  try {
    return [name, arn].includes(decodeURIComponent(asked));
  } catch {
    return false;
  }
}

/** `State` is `Active` whatever its code does, as on AWS, where a start that fails is an error of the invocation. */
const describe = (fn: ShownFunction) => ({
  FunctionName: fn.name,
  FunctionArn: fn.arn,
  Runtime: `nodejs${process.versions.node.split(".")[0]}.x`,
  Handler: fn.handler,
  Timeout: Math.ceil(fn.timeoutSeconds),
  MemorySize: fn.memoryMb,
  Version: "$LATEST",
  PackageType: "Zip",
  State: "Active",
  LastUpdateStatus: "Successful",
  Environment: { Variables: fn.environment },
});

// Plays AWS to Pulumi: every resource gets the names and ARNs that AWS would give it, and is written down.
import type * as Pulumi from "@pulumi/pulumi";
import { evaluateCall } from "./calls.ts";
import { ACCOUNT } from "./sst-cli.ts";

export type Resource = {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  parent?: string;
  retainOnDelete?: boolean;
  protect?: boolean;
};

/** Pulumi's mark of a special value (a secret, an asset, an archive). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

export function createMocks(pulumi: typeof Pulumi, region: string) {
  const resources: Resource[] = [];

  /** Without secrets' wrappers and assets' contents. */
  function plain(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(plain);
    const isAsset: boolean = pulumi.asset.Asset.isInstance(value) || pulumi.asset.Archive.isInstance(value);
    if (isAsset) return "<asset>";
    const members = Object.entries(value);
    if (SIGNATURE in value) return plain(Object.fromEntries(members).value);
    return Object.fromEntries(members.map(([key, member]) => [key, plain(member)]));
  }

  return {
    resources,
    plain,
    newResource(args: Pulumi.runtime.MockResourceArgs) {
      const inputs = plain(args.inputs) as Record<string, unknown>;
      resources.push({ type: args.type, name: args.name, inputs });
      const name = String(inputs.name ?? args.name);
      const state = stateOf({ type: args.type, logicalName: args.name, name, inputs, region });
      return { id: String(state.url ?? name), state: { ...args.inputs, name, ...state } };
    },
    call: (args: Pulumi.runtime.MockCallArgs) => evaluateCall(args.token, plain(args.inputs), region),

    /** Parent, retention and protection are not given to newResource: they are read where they are registered. */
    recordOptions({ MockMonitor }: { MockMonitor: { prototype: Monitor } }) {
      const { registerResource } = MockMonitor.prototype;
      MockMonitor.prototype.registerResource = async function (request, callback) {
        await registerResource.call(this, request, callback);
        const resource = resources.findLast(
          ({ type, name }) => type === request.getType() && name === request.getName(),
        );
        const parent = request.getParent().split("::").pop();
        Object.assign(resource ?? {}, {
          parent,
          retainOnDelete: request.getRetainondelete(),
          protect: request.getProtect(),
        });
      };
    },
  };
}

type Request = {
  getType(): string;
  getName(): string;
  getParent(): string;
  getRetainondelete(): boolean;
  getProtect(): boolean;
};
type Monitor = { registerResource(request: Request, callback: unknown): Promise<void> };

/** What AWS would add. */
function stateOf(resource: {
  type: string;
  logicalName: string;
  name: string;
  inputs: Record<string, unknown>;
  region: string;
}): Record<string, unknown> {
  const { type, logicalName, name, inputs, region } = resource;
  const arn = (service: string, rest: string, inRegion = region) =>
    `arn:aws:${service}:${inRegion}:${ACCOUNT}:${rest}`;
  switch (type) {
    case "aws:sqs/queue:Queue":
      return { arn: arn("sqs", name), url: `https://sqs.${region}.amazonaws.com/${ACCOUNT}/${name}` };
    case "aws:lambda/function:Function": {
      const own = arn("lambda", `function:${name}`);
      return {
        arn: own,
        qualifiedArn: `${own}:$LATEST`,
        invokeArn: `arn:aws:apigateway:${region}:lambda:path/${own}`,
      };
    }
    case "aws:lambda/eventSourceMapping:EventSourceMapping": {
      const uuid = "8e6c2a3e-0c1f-4a55-9d5b-2f1a4c7d9e01";
      return { uuid, arn: arn("lambda", `event-source-mapping:${uuid}`) };
    }
    case "aws:dynamodb/table:Table":
      return { arn: arn("dynamodb", `table/${name}`) };
    case "aws:sesv2/emailIdentity:EmailIdentity":
      return { arn: arn("ses", `identity/${inputs.emailIdentity}`) };
    case "aws:sesv2/configurationSet:ConfigurationSet":
      return { arn: arn("ses", `configuration-set/${inputs.configurationSetName || name}`) };
    case "aws:iam/role:Role":
      return { arn: arn("iam", `role/${name}`, "") };
    case "aws:s3/bucket:Bucket":
      return { arn: `arn:aws:s3:::${inputs.bucket}` };
    case "aws:cloudwatch/metricAlarm:MetricAlarm":
      return { arn: arn("cloudwatch", `alarm:${name}`) };
    case "aws:cloudwatch/logGroup:LogGroup":
      return { arn: arn("logs", `log-group:${name}`) };
    case "aws:apigatewayv2/api:Api":
      return {
        apiEndpoint: `https://${logicalName}.execute-api.${region}.amazonaws.com`,
        executionArn: arn("execute-api", logicalName),
      };
    case "random:index/randomBytes:RandomBytes":
      return { base64: Buffer.alloc(Number(inputs.length), 1).toString("base64") };
    default:
      return { arn: arn(type.split(/[:/]/)[1] ?? "", name) };
  }
}

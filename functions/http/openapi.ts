// The OpenAPI document: made from the table of routes, the registered job types, and the schemas that the API itself validates with.
import type * as z from "zod";
import { BriefingRequest } from "../../core/briefings/request.ts";
import {
  appTypes,
  GroupRequest,
  type JobRegistry,
  type JobType,
  type JsonSchema,
  payloadSchema,
  resultSchema,
  ScheduleDefinition,
} from "../../core/jobs/index.ts";
import { operations } from "./openapi-operations.ts";
import { contentOf, type SchemaName } from "./openapi-parts.ts";
import { type Operation, type Route, routes } from "./routes.ts";
import { DoctorView } from "./view-doctor.ts";
import {
  BulkAsked,
  BulkList,
  BulkPreviewView,
  BulkResponse,
  ClearedView,
  ImportView,
  InboxView,
  LetterList,
  LetterView,
  MoveCancelled,
  MoveList,
  MoveStarted,
  OperatedView,
} from "./view-operate.ts";
import { QueuesResponse, StatsResponse, WorkersResponse } from "./view-queues.ts";
import {
  BriefingList,
  BriefingView,
  ConsumerView,
  GroupResponse,
  Health,
  JobList,
  JobView,
  Problem,
  ScheduleList,
  ScheduleView,
} from "./views.ts";

const schemas: Record<SchemaName, z.ZodType> = {
  BriefingRequest,
  BriefingView,
  BriefingList,
  JobView,
  GroupRequest,
  GroupResponse,
  JobList,
  Schedule: ScheduleDefinition,
  ScheduleView,
  ScheduleList,
  Problem,
  ConsumerView,
  DoctorView,
  QueuesResponse,
  StatsResponse,
  WorkersResponse,
  BulkAsked,
  BulkList,
  BulkPreviewView,
  BulkResponse,
  ClearedView,
  ImportView,
  InboxView,
  LetterList,
  LetterView,
  MoveCancelled,
  MoveList,
  MoveStarted,
  OperatedView,
  Health,
};

/** What callers send: a field with a default may be left out. */
const INPUTS: readonly string[] = [
  "BriefingRequest",
  "GroupRequest",
  "Schedule",
  "BulkAsked",
] satisfies SchemaName[];

const documents = new WeakMap<JobRegistry, object>();

/** Made once for a registry, when it is first asked for. */
export function openApiDocument(registry: JobRegistry): object {
  const document = documents.get(registry) ?? makeDocument(appTypes(registry));
  documents.set(registry, document);
  return document;
}

function makeDocument(types: readonly JobType[]): object {
  return {
    openapi: "3.1.0",
    info: {
      title: "Briefings",
      version: "1",
      description:
        "Ask for a briefing on a topic; it is made in the background from the sources you name. Jobs of every type are under /jobs.",
    },
    security: [{ bearer: [] }],
    paths: pathsOf(types),
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
      schemas: {
        ...Object.fromEntries(
          Object.entries(schemas).map(([name, schema]) => [
            name,
            withoutDialect(schema.toJSONSchema({ io: INPUTS.includes(name) ? "input" : "output" })),
          ]),
        ),
        ...Object.assign({}, ...types.map(schemasOfType)),
      },
    },
  };
}

type Paths = Record<string, Record<string, object>>;

function pathsOf(types: readonly JobType[]): Paths {
  const paths: Paths = {};
  const add = (path: string, { method, open }: Route, operation: object) => {
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: { ...operation, ...(open && { security: [] }) },
    };
  };
  for (const route of routes) {
    if (route.operation === "enqueueJob") {
      // A path for each type, with the schema of its payload: `{id}` is the name of a type here, and no job's id.
      for (const type of types) add(route.path.replace("{id}", type.name), route, enqueueOperation(type));
    } else add(route.path, route, describe(route, types));
  }
  return paths;
}

function describe({ operation, path }: Route, types: readonly JobType[]): object {
  const { parameters = [], responses, ...described } = operations[operation];
  const inPath = path.includes("{id}")
    ? [{ name: "id", in: "path", required: true, schema: { type: "string" } }]
    : [];
  const all = [...inPath, ...parameters];
  return {
    operationId: operation,
    ...described,
    ...(all.length > 0 && { parameters: all }),
    responses: operation === "showJob" ? withJobTypes(responses, types) : responses,
  };
}

function enqueueOperation(type: JobType): object {
  const name = componentName(type);
  return {
    ...operations.enqueueJob,
    operationId: `${"enqueueJob" satisfies Operation}.${name}`,
    summary: `Enqueue a job of the type ${type.name}`,
    requestBody: { required: true, content: contentOf(`${name}.payload`) },
  };
}

/** A job of a registered type has its payload and result described; one of another type is shown too. */
function withJobTypes(responses: Record<string, object>, types: readonly JobType[]): object {
  const names = [...types.map((type) => `${componentName(type)}.job`), "JobView"];
  const schema = { anyOf: names.map((name) => ({ $ref: reference(name) })) };
  return { ...responses, 200: { ...responses[200], content: { "application/json": { schema } } } };
}

function schemasOfType(type: JobType): Record<string, JsonSchema> {
  const name = componentName(type);
  const result = resultSchema(type);
  const parts = { payload: payloadSchema(type), ...(result && { result }) };
  const described = Object.entries(parts).map(
    ([part, schema]) => [`${name}.${part}`, rooted(schema, reference(`${name}.${part}`))] as const,
  );
  return {
    ...Object.fromEntries(described),
    [`${name}.job`]: {
      allOf: [{ $ref: reference("JobView") }],
      type: "object",
      properties: {
        type: { const: type.name },
        ...Object.fromEntries(
          Object.keys(parts).map((part) => [part, { $ref: reference(`${name}.${part}`) }]),
        ),
      },
    },
  };
}

const reference = (component: string): string => `#/components/schemas/${component}`;

/** `report:monthly` → `report.monthly`: a component's name has no colon. No two types get the same one. */
const componentName = ({ name }: JobType): string => name.replace(/[-.]/g, "-$&").replaceAll(":", ".");

/** The schema with its references, which begin at its own root, led to where it stands in the document. */
function rooted<Value>(value: Value, root: string): Value {
  if (Array.isArray(value)) return value.map((item) => rooted(item, root)) as Value;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) =>
    key === "$ref" && typeof inner === "string"
      ? [key, inner.replace(/^#/, root)]
      : [key, rooted(inner, root)],
  );
  return Object.fromEntries(entries) as Value;
}

/** OpenAPI 3.1 states the dialect once, for the whole document. */
function withoutDialect({ $schema: _, ...schema }: Record<string, unknown>): object {
  return schema;
}

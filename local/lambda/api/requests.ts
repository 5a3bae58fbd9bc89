// What the API's actions on event source mappings take, for a mapping of an SQS queue.
import * as z from "zod";
import { byName } from "../../by-name.ts";
import { EventPatternError } from "../event-pattern.ts";
import { compileFilterCriteria } from "../filter-criteria.ts";
import { LambdaApiError } from "./errors.ts";
import { refuseRequest } from "./validation.ts";

const FilterCriteria = z.object({
  Filters: z.array(z.object({ Pattern: z.string().optional() })).optional(),
});

const settings = {
  Enabled: z.boolean().optional(),
  BatchSize: z.int().min(1).max(10_000).optional(),
  MaximumBatchingWindowInSeconds: z.int().min(0).max(300).optional(),
  FilterCriteria: FilterCriteria.optional(),
  FunctionResponseTypes: z.array(z.literal("ReportBatchItemFailures")).optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.int().min(2).max(1_000).optional() }).optional(),
  ProvisionedPollerConfig: z
    .strictObject({ MinimumPollers: z.int().optional(), MaximumPollers: z.int().optional() })
    .optional(),
};

export const CreateMapping = z.strictObject({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  ...settings,
  /** Taken and forgotten: no action here shows them. */
  Tags: byName(z.string()).optional(),
});
export type CreateMapping = z.infer<typeof CreateMapping>;

export const UpdateMapping = z.strictObject({ FunctionName: z.string().optional(), ...settings });

/** @throws LambdaApiError that names the member */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, body: string): z.output<Schema> {
  const input = parseJson(body);
  const parsed = schema.safeParse(input);
  return parsed.success ? parsed.data : refuseRequest(parsed.error.issues, input);
}

/** @throws LambdaApiError */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LambdaApiError(
      "InvalidRequestContentException",
      `Could not parse request body into json: ${reason}`,
    );
  }
}

/** @throws LambdaApiError where Lambda would refuse one of the patterns */
export function checkFilters(criteria: z.infer<typeof FilterCriteria> | undefined) {
  try {
    const Filters = (criteria?.Filters ?? []).map(({ Pattern }) =>
      Pattern === undefined ? {} : { Pattern },
    );
    compileFilterCriteria({ Filters });
    return Filters.length === 0 ? undefined : { Filters };
  } catch (error) {
    if (!(error instanceof EventPatternError)) throw error;
    throw new LambdaApiError("InvalidParameterValueException", error.message);
  }
}

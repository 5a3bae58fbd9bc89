// Reads the consumer's event source mappings for the doctor.
import * as z from "zod";
import type { MappingFacts, Probes } from "../../jobs/operate/inspector.ts";
import { askLambda, type LambdaAccess } from "../lambda-request.ts";
import { probing } from "./probe-error.ts";

const Mapping = z.object({
  UUID: z.string(),
  EventSourceArn: z.string(),
  FunctionArn: z.string(),
  State: z.string(),
  BatchSize: z.number(),
  ScalingConfig: z.object({ MaximumConcurrency: z.number().optional() }).nullish(),
  FunctionResponseTypes: z.array(z.string()).nullish(),
});

/** @param uuids of the consumer's mappings. */
export const mappingProbe = (access: LambdaAccess, uuids: readonly string[]): Pick<Probes, "mappings"> => ({
  mappings: () => Promise.all(uuids.map((uuid) => readMapping(access, uuid))),
});

const readMapping = (access: LambdaAccess, uuid: string): Promise<MappingFacts> =>
  probing("lambda:GetEventSourceMapping", uuid, async () => {
    const path = `/2015-03-31/event-source-mappings/${encodeURIComponent(uuid)}`;
    const mapping = Mapping.parse(await askLambda(access, { method: "GET", path }));
    const { MaximumConcurrency } = mapping.ScalingConfig ?? {};
    return {
      uuid,
      queueArn: mapping.EventSourceArn,
      // `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, and an alias behind it.
      functionName: mapping.FunctionArn.split(":").slice(6, 7).join(),
      state: mapping.State,
      batchSize: mapping.BatchSize,
      reportsBatchItemFailures: mapping.FunctionResponseTypes?.includes("ReportBatchItemFailures") ?? false,
      ...(MaximumConcurrency !== undefined && { maximumConcurrency: MaximumConcurrency }),
    };
  });

// Inspects the system: what is wrong, where, and how to mend it. What the API has no rights for it says by name.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { Backend } from "../../core/jobs/engine.ts";
import { examine, verdictOf } from "../../core/jobs/operate/inspector.ts";
import { json } from "./json-response.ts";
import { refuseParameters } from "./query.ts";
import type { HttpRequest } from "./request.ts";
import type { DoctorView } from "./view-doctor.ts";

export async function show(
  backend: Backend,
  request: HttpRequest,
): Promise<APIGatewayProxyStructuredResultV2> {
  refuseParameters(request);
  const findings = await examine(backend);
  return json(200, { verdict: verdictOf(findings), findings } satisfies DoctorView);
}

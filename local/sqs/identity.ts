// Reads account and region from the credential scope of a request's signature. The signature is not verified.
import type { IncomingHttpHeaders } from "node:http";

export type Identity = { accountId: string; region: string; signed: boolean };

const DEFAULT_ACCOUNT = "000000000000";
const DEFAULT_REGION = "us-east-1";

/**
 * An access key id of twelve digits is the account, as with LocalStack; any other key belongs to 000000000000.
 * `credential` is `KEY/DATE/REGION/SERVICE/aws4_request`, from the Authorization header or X-Amz-Credential.
 */
export function identify(headers: IncomingHttpHeaders, credential?: string): Identity {
  const scope = credential ?? credentialIn(headers.authorization);
  if (!scope) return { accountId: DEFAULT_ACCOUNT, region: DEFAULT_REGION, signed: false };
  const [accessKeyId = "", , region] = scope.split("/");
  return {
    accountId: /^\d{12}$/.test(accessKeyId) ? accessKeyId : DEFAULT_ACCOUNT,
    region: region || DEFAULT_REGION,
    signed: true,
  };
}

function credentialIn(authorization: string | undefined): string | undefined {
  const start = authorization?.indexOf("Credential=") ?? -1;
  if (!authorization || start < 0) return undefined;
  const end = authorization.indexOf(",", start);
  return authorization.slice(start + "Credential=".length, end < 0 ? undefined : end);
}

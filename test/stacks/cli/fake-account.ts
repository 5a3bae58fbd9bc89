// Plays an AWS account that SST was used in before: its bootstrap in SSM, and a bucket without any state.
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

export async function startFakeAccount() {
  const bootstrap = {
    // Higher than any that the CLI knows: nothing is left to be set up.
    version: 99,
    asset: "sst-asset",
    state: "sst-state",
    assetEcrRegistryId: "111122223333",
    assetEcrUrl: "111122223333.dkr.ecr.us-east-1.amazonaws.com/sst-asset",
  };
  const parameters = (name: string) =>
    name.startsWith("/sst/passphrase/") ? Buffer.alloc(32, 1).toString("base64") : JSON.stringify(bootstrap);

  /** Those that requests were signed for. */
  const regions = new Set<string>();
  const server = createServer(async (request, response) => {
    const signedFor = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(String(request.headers.authorization))?.[1];
    if (signedFor !== undefined) regions.add(signedFor);
    const body = await text(request);
    if (String(request.headers["x-amz-target"]).endsWith(".GetParameter")) {
      const { Name } = JSON.parse(body);
      response.setHeader("content-type", "application/x-amz-json-1.1");
      response.end(JSON.stringify({ Parameter: { Name, Type: "String", Value: parameters(Name) } }));
    } else if (request.method === "GET") {
      response.writeHead(404, { "content-type": "application/xml" });
      response.end("<Error><Code>NoSuchKey</Code><Message>there is none</Message></Error>");
    } else {
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    regions,
    endpoint: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

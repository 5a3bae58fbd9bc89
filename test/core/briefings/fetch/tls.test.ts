// That https means what it says: a trusted certificate that names the host that was asked.
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBriefingTools } from "../../../../core/briefings/setup.ts";
import { certificate, privateKey } from "../../../support/tls-fixture.ts";
import { articlePage } from "../../../support/web-server.ts";

const trusted = getCACertificates("default");
const server = createServer({ key: privateKey, cert: certificate }, (request, response) => {
  if (request.url === "/robots.txt") response.writeHead(404).end();
  else response.end(articlePage("Secure"));
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  setDefaultCACertificates(trusted);
  server.closeAllConnections();
  server.close();
});

function fetchOver(protocol: "http" | "https", host: string) {
  const { fetchSource } = createBriefingTools({ allowPrivateAddresses: true });
  return fetchSource(
    { kind: "article", url: `${protocol}://${host}:${port}/` },
    { signal: AbortSignal.timeout(10_000) },
  );
}

describe("https", () => {
  it("is refused when nobody vouches for the certificate", async () => {
    await expect(fetchOver("https", "news.localhost")).rejects.toMatchObject({
      failure: "tls",
      isPassing: false,
    });
  });

  it("is read when the certificate is trusted and names the host", async () => {
    setDefaultCACertificates([...trusted, certificate]);
    await expect(fetchOver("https", "news.localhost")).resolves.toMatchObject({ title: "Secure" });
  });

  it.each(["other.localhost", "127.0.0.1"])(
    "is refused when the certificate names another host than %s",
    async (host) => {
      setDefaultCACertificates([...trusted, certificate]);
      await expect(fetchOver("https", host)).rejects.toMatchObject({ failure: "tls" });
    },
  );

  it("is not spoken to a port that expects it when the address says http", async () => {
    await expect(fetchOver("http", "news.localhost")).rejects.toMatchObject({ name: "SourceError" });
  });
});

// The request that the demo makes: three feeds in three formats, an article, a note, and an address that does not exist.
import type { BriefingRequestInput } from "../core/briefings/request.ts";

/** `baseUrl` as `serveExamples` gives it: the sites are its subdomains. */
export function exampleRequest(baseUrl: string): BriefingRequestInput {
  const site = (name: string, path: string) => `${baseUrl.replace("//", `//${name}.`)}${path}`;
  return {
    topic: "tidal power in the Corran Strait",
    sources: [
      { kind: "feed", url: site("corran-gazette", "/feed.xml") },
      { kind: "feed", url: site("northern-ledger", "/atom.xml") },
      { kind: "feed", url: site("tideline", "/feed.json") },
      { kind: "article", url: site("corran-gazette", "/news/retired-page") },
      {
        kind: "text",
        title: "Note from the harbour office",
        text: "The harbour office of Brask closes the north quay to cars from Thursday, because the ten remaining turbines are moved to the barge there. Foot passengers of the ferry are led past the works by the fish market.",
      },
    ],
  };
}

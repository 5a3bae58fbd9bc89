// Has Claude write the sample briefing: offline against a fake by default, or really, with a key and --real.
import { generateBriefing } from "../core/briefings/generate.ts";
import { renderMarkdown } from "../core/briefings/render-markdown.ts";
import { BriefingRequest } from "../core/briefings/request.ts";
import { createBriefingTools } from "../core/briefings/setup.ts";
import { startFakeClaude } from "../test/support/fake-claude.ts";
import { exampleRequest } from "./request.ts";
import { serveExamples } from "./serve.ts";

const isReal = process.argv.includes("--real");
const key = process.env.ANTHROPIC_API_KEY;
if (isReal && !key) {
  console.error("demo:claude --real needs a key: ANTHROPIC_API_KEY=… npm run demo:claude -- --real");
  process.exit(2);
}

await using fake = await startFakeClaude();
const sites = await serveExamples();
try {
  const tools = createBriefingTools({
    allowPrivateAddresses: true,
    anthropicApiKey: isReal && key ? key : "no-key-needed",
    ...(isReal ? {} : { anthropicBaseUrl: fake.url }),
  });
  const request = BriefingRequest.parse({ ...exampleRequest(sites.url), generator: "claude" });
  const briefing = await generateBriefing(request, {
    ...tools,
    signal: AbortSignal.timeout(240_000),
    reportProgress: (stage, done, total) => console.error(`${stage} ${done}/${total}`),
    now: Date.now,
  });
  console.log(renderMarkdown(briefing));
  const { claimsDropped } = briefing.coverage;
  if (isReal) console.log(`${claimsDropped} claims were dropped by the checks.`);
  else
    console.log(
      `The fake made two claims that no source bears out: ${claimsDropped} were dropped by the checks.`,
    );
} finally {
  await sites.close();
}

// A site whose feed and pages are made to act in the reader's browser: markup, attributes, addresses, writing direction, length.
import { pages, startWebServer, type WebServer } from "../support/web-server.ts";

export const MARKUP = `<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>`;
export const QUOTES = `" autofocus onfocus=alert(4) x='"'>`;
/** Turns what follows around, so that `gnp.exe` reads as `exe.png`. */
export const OVERRIDE = "\u202e";
export const TAG = "\u{e0041}";
/** Without a place to break. */
export const LONG_WORD = "offshorewind".repeat(8_192);

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

const FACTS: Record<string, string> = {
  "/markup": `The harbour opened a terminal for offshore wind in May. ${MARKUP} ${QUOTES}`,
  "/direction": `The ${OVERRIDE}harbour\u202c counted 17 \u2066turbines\u2069 of offshore wind in June. \u0007\u001b[2J${TAG}`,
  "/length": `The regulator approved the prices of offshore wind in July. ${LONG_WORD}`,
  "/closing": `</article></main></body></html><!-- --><h1>Offshore wind: the session is over</h1><form action="/evil"><input name=token>`,
};
const TITLES: Record<string, string> = {
  "/markup": `Offshore wind ${MARKUP}${QUOTES}`,
  "/direction": `Offshore wind ${OVERRIDE}gnp.exe \u2067turned\u2069 ${TAG}`,
  "/length": `Offshore wind ${LONG_WORD}`,
  "/closing": `Offshore wind </title></h1></a></article><iframe src="javascript:alert(5)">`,
};

const FILLING = [
  "Engineers expect that offshore wind will power two million homes by the year 2030.",
  "A spokeswoman of the port said that the cables had been laid without any delay.",
  "Fishermen asked for a corridor between the towers, and the ministry has agreed to one.",
];

/** As plain text in the feed and in the page: all of it has to arrive as text. */
const page = (path: string, title: string): string => `<!doctype html><html lang="en"><head>
<title>${escaped(title)}</title><meta property="og:title" content="${escaped(title)}"></head>
<body><article><h1>${escaped(title)}</h1>
<p>${escaped(FACTS[path] ?? "")} ${FILLING.join(" ")}</p>
<p>${FILLING.toReversed().join(" ")} ${escaped(FACTS[path] ?? "")}</p></article></body></html>`;

const item = (origin: string, path: string, title: string, index: number): string => `<item>
<title>${escaped(title)}</title><link>${origin}${path}</link><guid>${escaped(MARKUP)}${index}</guid>
<author>${escaped(`${QUOTES}${OVERRIDE}${MARKUP}`)}</author><pubDate>${new Date(Date.now() - index * 60_000).toUTCString()}</pubDate>
<description>${escaped(`${FACTS[path]} ${FILLING[0]}`)}</description></item>`;

const EVIL_LINK = `<item><title>Offshore wind behind an address</title><link>javascript:alert(6)</link>
<description>${FILLING.join(" ")}</description></item>`;

export const serveHostileSite = (): Promise<WebServer> =>
  startWebServer((request, response) => {
    const origin = `http://${request.headers.host}`;
    const items = Object.entries(TITLES).map(([path, title], index) => item(origin, path, title, index));
    const feed = `<?xml version="1.0"?><rss version="2.0"><channel><title>${escaped(`The Hostile Post ${MARKUP}${OVERRIDE}`)}</title>
<link>${origin}</link><language>en</language>${items.join("\n")}${EVIL_LINK}</channel></rss>`;
    pages({
      "/feed.xml": { headers: { "content-type": "application/rss+xml" }, body: feed },
      ...Object.fromEntries(Object.entries(TITLES).map(([path, title]) => [path, page(path, title)])),
    })(request, response);
  });

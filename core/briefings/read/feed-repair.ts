// Mends what feeds get wrong before they are parsed: junk before the root, a document type, control characters, a cut-off end.

/** Everything before the first tag of a feed goes, and so does the document type with its entities. */
export function prepareFeed(text: string): string {
  // Characters that XML 1.0 forbids; some parsers stop at them.
  const clean = text.replace(/(?![\t\n\r])[\p{Cc}\uFFFE\uFFFF]/gu, "");
  return withoutRssPrefix(withoutDoctype(withoutMessages(clean.slice(Math.max(0, clean.indexOf("<"))))));
}

/** Programs write their warnings before what they make: "<br /><b>Warning</b>: … on line 3". */
function withoutMessages(text: string): string {
  const start = text.slice(0, 4_096).search(/<\?xml\s|<(?:rss|feed|rdf:RDF)[\s>]/i);
  const isMessage = /^<(?:br|b|p|div|font)\b/i.test(text) && !/<(?:html|body)\b/i.test(text.slice(0, start));
  return start > 0 && isMessage ? text.slice(start) : text;
}

/** Some feeds put RSS 2.0 itself into a namespace: <r:rss>, <r:item>. */
function withoutRssPrefix(xml: string): string {
  const prefix = /<([\w-]+):rss[\s>]/i.exec(xml.slice(0, 4_096))?.[1];
  return prefix === undefined ? xml : xml.replaceAll(new RegExp(`(</?)${prefix}:`, "g"), "$1");
}

/** Entities that a document defines are never needed to read a feed, and are how small files become large ones. */
function withoutDoctype(xml: string): string {
  const start = xml.slice(0, 4_096).search(/<!DOCTYPE/i);
  if (start < 0) return xml;
  let depth = 0;
  for (let at = start; at < xml.length; at++) {
    const char = xml[at];
    if (char === "[") depth++;
    else if (char === "]") depth--;
    else if (char === ">" && depth <= 0) return xml.slice(0, start) + xml.slice(at + 1);
  }
  return xml.slice(0, start);
}

/** Cuts a truncated feed behind its last whole entry and closes what is open; nothing when there is no whole entry. */
export function closeTruncated(xml: string): string | undefined {
  const root = /<(?:([\w.-]+):)?(rss|feed|RDF)(?=[\s>])/i.exec(xml);
  if (root === null) return undefined;
  let end = -1;
  for (const match of xml.matchAll(/<\/(?:[\w.-]+:)?(?:item|entry)\s*>/gi))
    end = match.index + match[0].length;
  if (end < 0) return undefined;
  const whole = xml.slice(0, end);
  const channel = /<((?:[\w.-]+:)?channel)(?=[\s>])/i.exec(whole)?.[1];
  const channelIsOpen =
    channel !== undefined && !new RegExp(`</${channel.replaceAll(".", "\\.")}\\s*>`, "i").test(whole);
  const prefix = root[1] === undefined ? "" : `${root[1]}:`;
  return `${whole}${channelIsOpen ? `</${channel}>` : ""}</${prefix}${root[2]}>`;
}

/** True for text whose root element is a feed's, or which is a JSON Feed. */
export function looksLikeFeed(text: string): boolean {
  const head = text.slice(0, 16_384);
  if (/^\s*\{/.test(head))
    return (
      /"version"\s*:\s*"https?:\\?\/\\?\/(?:www\.)?jsonfeed\.org/i.test(text.slice(0, 65_536)) ||
      isBareJsonFeed(head)
    );
  const root = /<(?![?!])(?:[\w.-]+:)?([\w.-]+)/.exec(
    withoutDoctype(withoutMessages(head.trimStart()).replace(/<!--[\s\S]{0,8192}?-->/g, "")),
  )?.[1];
  return /^(?:rss|feed|rdf)$/i.test(root ?? "");
}

function isBareJsonFeed(head: string): boolean {
  return /"items"\s*:\s*\[/.test(head) && /"title"\s*:/.test(head);
}

// Removes what feeds and aggregators put around a text: who submitted it, where its comments are, how it is numbered.

/** Whole lines, which hold nothing else. */
const lines: RegExp[] = [
  // Aggregators of links.
  /^(?:article|comments?|original|source|story|discussion) (?:url|link)\s*:\s*\S+$/i,
  /^(?:points|score|votes|upvotes|# ?comments|comments|replies|views)\s*:\s*[\d,.]+$/i,
  /^(?:\[?(?:link|comments?|permalink|discuss(?:ion)?|via)\]?[\s|·•]*){1,4}$/i,
  /^\d+ (?:points?|comments?|upvotes?|replies)(?: (?:by|·|\||,) .{0,60})?$/i,
  // Numbers under which archives keep a text.
  /^(?:(?:id|guid|uuid|ref(?:erence)?|story|article|entry|item|document|record|accession)(?: (?:id|no\.?|number|code))?\s*[:#]\s*)[\w./:-]{3,80}$/i,
  /^(?:doi|pmid|pmcid|arxiv|issn|isbn|hdl|urn)\s*:\s*\S{3,120}(?:\s*\|\s*(?:doi|pmid|pmcid)\s*:\s*\S+)*$/i,
  /^t[1-6]_[a-z0-9]{5,10}$/,
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  // What blogs append.
  /^(?:share (?:this|on)|like this|like loading|filed under|tagged(?: with| as)?|posted in|categor(?:y|ies)|tags?)\s*[:.…].{0,200}$/i,
  /^(?:continue reading|read (?:more|on|the (?:full|rest|whole|original))|full (?:story|article)|weiterlesen|lire la suite|leer más|seguir leyendo|continua a leggere|leia mais|lees verder|läs mer|czytaj dalej|читать далее|続きを読む|阅读全文)(?!\p{L}).{0,120}$/iu,
];
/** Pieces of a line, with what may stand around them. */
const pieces: RegExp[] = [
  /\s*\bsubmitted by\s+(?:\/?u\/[\w-]+(?:\s+to\s+\/?r\/[\w-]+)?|[\w-]+(?=\s*\[(?:link|comments?)\]))(?:\s*\[(?:link|comments?)\])*/gi,
  /\s*(?:\[(?:link|comments?|permalink)\]\s*){1,3}$/gi,
  /^arXiv:\d{4}\.\d{4,5}(?:v\d+)?\s+(?:Announce Type:\s*\S+\s*)?(?:Abstract:\s*)?/i,
  /^Announce Type:\s*\S+\s*/i,
  /^(?:Abstract|ABSTRACT)\s*[:.]\s+/,
  /\s*\bPMID\s*:\s*\d+(?:\s*\|\s*(?:PMC\S*|DOI)\s*:\s*\S+)*$/i,
  /\s*\bRead more of this story at \S{1,30}\.?$/i,
  /\s*(?:The post|Der Beitrag|L[’']article|La entrada|L[’']articolo|O post|Het bericht|Artykuł|Wpis|Запись|Inlägget)\s.{1,300}?\s(?:(?:first )?appeared(?: first)? on|erschien zuerst (?:auf|bei)|(?:est apparu|apparaît) en premier sur|(?:se publicó primero|apareció primero) en|(?:proviene da|sembra essere il primo su)|apareceu primeiro em|verscheen eerst op|pochodzi z serwisu|впервые появилась|dök först upp på)\s.{1,120}$/i,
  /\s*(?:\[\s*(?:…|\.\.\.|&hellip;)\s*\]|\(\s*(?:…|\.\.\.)\s*\))\s*(?:(?:continue reading|read more).{0,80})?$/i,
];

/** Paragraphs, one a line. A line that was only plumbing goes; one that also says something keeps that. */
export function withoutPlumbing(text: string): string {
  return text.split("\n").map(cleanedLine).filter(Boolean).join("\n");
}

function cleanedLine(line: string): string {
  // A longer line is no plumbing, and no pattern is worth its time.
  if (line.length > 4_000) return line;
  if (lines.some((pattern) => pattern.test(line))) return "";
  const cleaned = pieces.reduce((rest, pattern) => rest.replace(pattern, ""), line).trim();
  return lines.some((pattern) => pattern.test(cleaned)) ? "" : cleaned;
}

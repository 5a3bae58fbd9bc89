// Reads robots.txt as RFC 9309 says and answers whether a path may be fetched.

type Rule = { allow: boolean; pattern: string };
export type RobotsRules = Rule[];

/** The rules for our product token: of the groups that name it, else of those for everybody. */
export function parseRobots(text: string, productToken: string): RobotsRules {
  const own: Rule[] = [];
  const everybody: Rule[] = [];
  let ownGroupExists = false;
  let agents: string[] = [];
  let inRules = false;
  for (const line of text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/)) {
    const match = /^\s*([a-z-]+)\s*:\s*(.*?)\s*$/i.exec(line.replace(/#.*/, ""));
    if (match === null) continue;
    const field = match[1]?.toLowerCase();
    const value = match[2] ?? "";
    if (field === "user-agent") {
      if (inRules) agents = [];
      inRules = false;
      agents.push(value.toLowerCase());
      if (isOwnAgent(value, productToken)) ownGroupExists = true;
    } else if (field === "allow" || field === "disallow") {
      inRules = true;
      // An empty Disallow forbids nothing.
      if (value === "") continue;
      const rule = { allow: field === "allow", pattern: value };
      if (agents.some((agent) => isOwnAgent(agent, productToken))) own.push(rule);
      if (agents.includes("*")) everybody.push(rule);
    }
  }
  return ownGroupExists ? own : everybody;
}

function isOwnAgent(agent: string, productToken: string): boolean {
  // The token ends where a version or a space begins: "BriefingsBot/1.0" names BriefingsBot.
  return /^[a-z_-]+/i.exec(agent)?.[0].toLowerCase() === productToken.toLowerCase();
}

/** The longest matching rule decides; of two equally long ones, the one that allows. */
export function isAllowed(rules: RobotsRules, pathAndQuery: string): boolean {
  const path = normalize(pathAndQuery);
  if (path === "/robots.txt") return true;
  let best: Rule | undefined;
  for (const rule of rules) {
    if (best !== undefined && rule.pattern.length < best.pattern.length) continue;
    if (best !== undefined && rule.pattern.length === best.pattern.length && !rule.allow) continue;
    if (matches(normalize(rule.pattern), path)) best = rule;
  }
  return best?.allow ?? true;
}

/** `*` stands for any run of characters, `$` at the end for the end. Linear: a hostile pattern costs no time. */
function matches(pattern: string, path: string): boolean {
  const anchored = pattern.endsWith("$");
  const parts = (anchored ? pattern.slice(0, -1) : pattern).split("*");
  const first = parts[0] ?? "";
  if (!path.startsWith(first)) return false;
  let at = first.length;
  for (const [index, part] of parts.entries()) {
    if (index === 0) continue;
    if (anchored && index === parts.length - 1) {
      return path.length - part.length >= at && path.endsWith(part);
    }
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return !anchored || at === path.length;
}

/** Percent-encodings that mean the same compare the same. */
function normalize(path: string): string {
  return path
    .replace(/[^\x21-\x7e]+/g, (run) => encodeURIComponent(run.toWellFormed()))
    .replace(/%[0-9a-f]{2}/gi, (code) => {
      const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
      return /[A-Za-z0-9\-._~]/.test(character) ? character : code.toUpperCase();
    });
}

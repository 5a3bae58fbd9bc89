// Turns a document of the repository into one of a package: what it imports is the package, and its links stay inside.
import { posix } from "node:path";
import type { PackageDefinition } from "./packages.ts";

/**
 * @param place in the package
 * @param source in the repository
 */
export function packagedDocument(
  text: string,
  place: string,
  source: string,
  { name, documents = {} }: PackageDefinition,
): string {
  const places = new Map(Object.entries(documents).map(([to, from]) => [from, to]));
  return text
    .replace(/"\.\/local\/(?:sqs|lambda)\/testing\/index\.ts"/g, `"${name}"`)
    .replace(/`npm run sqs`/g, `\`npx ${name}\``)
    .replace(/\bnpm run sqs(?: --)?/g, `npx ${name}`)
    .replace(/\[([^\]]+)\]\(([^):#]+)(#[^)]*)?\)/g, (whole, shown: string, link: string, anchor = "") => {
      if (link.startsWith("/")) return whole;
      const target = posix.join(posix.dirname(source), link).replace(/\/$/, "");
      const to = places.get(target) ?? places.get(`${target}/README.md`);
      // What is in the repository only is named, not linked.
      return to === undefined ? shown : `[${shown}](${posix.relative(posix.dirname(place), to)}${anchor})`;
    });
}

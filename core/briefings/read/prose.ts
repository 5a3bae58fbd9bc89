// Measures how much running text each part of a page holds, which tells the article from what stands around it.
import type { DomNode } from "./dom.ts";

/** A shorter run of text is a label, a name or an entry of a list. CJK characters count threefold. */
const shortestRun = 50;

const denseLetters = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu;
/** The blocks of Unicode that they are in: quick to ask of the other texts. */
const maybeDense = /[\u1100-\u11ff\u2e80-\uffff]/;

/** Characters of running text in an element and all that is in it; text of links does not count. */
export type ProseLengths = (node: DomNode) => number;

type Visit = { node: DomNode; isDone: boolean };

export function measureProse(root: DomNode): ProseLengths {
  return sumOver(root, (node) => {
    if (node.nodeName === "A") return { own: 0, isLeaf: true };
    return { own: node.nodeType === 3 ? proseLength(node.nodeValue ?? "") : 0 };
  });
}

/** Adds up a value of each node over each part of a tree, in one pass, without recursion. What is in a leaf does not count. */
export function sumOver(
  root: DomNode,
  measure: (node: DomNode) => { own: number; isLeaf?: boolean },
): (node: DomNode) => number {
  const sums = new Map<DomNode, number>();
  const stack: Visit[] = [{ node: root, isDone: false }];
  for (let top: Visit | undefined = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, isDone } = top;
    if (isDone) {
      sums.set(node, (sums.get(node) ?? 0) + sumOfChildren(node, sums));
      continue;
    }
    const { own, isLeaf } = measure(node);
    sums.set(node, own);
    if (node.firstChild === null || isLeaf) continue;
    stack.push({ node, isDone: true });
    for (let child: DomNode | null = node.firstChild; child !== null; child = child.nextSibling)
      stack.push({ node: child, isDone: false });
  }
  return (node) => sums.get(node) ?? 0;
}

function sumOfChildren(node: DomNode, lengths: Map<DomNode, number>): number {
  let sum = 0;
  for (let child = node.firstChild; child !== null; child = child.nextSibling) sum += lengths.get(child) ?? 0;
  return sum;
}

/** Characters of a run of text, 0 when it is short. */
export function proseLength(text: string): number {
  const trimmed = text.trim();
  if (trimmed.length < shortestRun / 3) return 0;
  const dense = maybeDense.test(trimmed) ? (trimmed.match(denseLetters)?.length ?? 0) : 0;
  const length = trimmed.length + 2 * dense;
  return length < shortestRun ? 0 : length;
}

// Turns bytes into text by the charset that they are really in, whatever their labels say.

type Hints = { contentType: string | undefined; bytes: Uint8Array };

const byteOrderMarks: [charset: string, bytes: number[]][] = [
  ["utf-32le", [0xff, 0xfe, 0x00, 0x00]],
  ["utf-32be", [0x00, 0x00, 0xfe, 0xff]],
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];
/** How UTF-16 and UTF-32 without a mark show: the zero bytes around the first "<" or "{". */
const zeroPatterns: [charset: string, zeros: boolean[]][] = [
  ["utf-32be", [true, true, true, false]],
  ["utf-32le", [false, true, true, true]],
  ["utf-16be", [true, false, true, false]],
  ["utf-16le", [false, true, false, true]],
];
/** Where a document declares its charset, if it does. HTML asks for the first 1,024 bytes; pages are less strict. */
const declarationBytes = 4_096;
const sureLetters = 20;

/**
 * In this order: a byte order mark; the pattern of zero bytes; the HTTP header; the document's own declaration;
 * UTF-8 if it is valid. A label that the bytes contradict gives way to the next: a legacy charset to valid UTF-8,
 * and UTF-8 that is mostly not valid to what else is declared, at last to windows-1252.
 */
export function decodeText({ contentType, bytes }: Hints): string {
  const shown = charsetShownBy(bytes);
  if (shown !== undefined) return decodeAs(shown, bytes) ?? "";
  for (const charset of [charsetOf(contentType), declaredIn(bytes)]) {
    const text = charset === undefined ? undefined : decodeAsLabelled(charset, bytes);
    if (text !== undefined) return text;
  }
  return decodeStrictly(bytes) ?? decodeDamaged(bytes) ?? new TextDecoder("windows-1252").decode(bytes);
}

/** Nothing when the bytes contradict the label. */
function decodeAsLabelled(charset: string, bytes: Uint8Array): string | undefined {
  if (isWide(charset)) return isWideText(bytes) ? decodeAs(charset, bytes) : undefined;
  const utf8 = decodeStrictly(bytes);
  if (isUtf8(charset)) return utf8 ?? decodeDamaged(bytes);
  // Bytes beyond ASCII that are valid UTF-8 are hardly ever anything else: such labels are wrong. A word or two in a
  // charset of several bytes a letter may look like it by chance, a text does not.
  if (utf8 !== undefined && (isSingleByte(charset) || countBeyondAscii(utf8) >= sureLetters)) return utf8;
  return decodeAs(charset, bytes);
}

/** The charset that the first bytes show by themselves: by a mark, or by the zeros of UTF-16 and UTF-32. */
export function charsetShownBy(bytes: Uint8Array): string | undefined {
  const marked = byteOrderMarks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte));
  if (marked !== undefined) return marked[0];
  return zeroPatterns.find(([, pattern]) =>
    pattern.every((zero, index) => (bytes[index] === 0) === zero),
  )?.[0];
}

/** Damaged UTF-8 keeps its good part; nothing when the bytes are mostly not UTF-8. */
function decodeDamaged(bytes: Uint8Array): string | undefined {
  const lenient = new TextDecoder("utf-8").decode(bytes);
  const replaced = lenient.match(/\uFFFD/g)?.length ?? 0;
  const beyondAscii = lenient.match(/[^\p{ASCII}\uFFFD]/gu)?.length ?? 0;
  return replaced <= beyondAscii / 4 ? lenient : undefined;
}

function countBeyondAscii(text: string): number {
  return text.match(/[^\p{ASCII}]/gu)?.length ?? 0;
}

function decodeStrictly(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function decodeAs(charset: string, bytes: Uint8Array): string | undefined {
  if (charset === "utf-32le" || charset === "utf-32be") return decodeUtf32(bytes, charset === "utf-32le");
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return undefined;
  }
}

function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = view.getUint32(at, littleEndian);
    if (point !== 0xfeff) parts.push(point <= 0x10ffff ? String.fromCodePoint(point) : "\uFFFD");
  }
  return parts.join("");
}

function isUtf8(charset: string): boolean {
  return /^(?:utf-?8|unicode-1-1-utf-8|us-ascii|ascii)$/.test(charset);
}

function isWide(charset: string): boolean {
  return /^(?:utf-?16(?:[lb]e)?|utf-?32(?:[lb]e)?|ucs-?2)$/.test(charset);
}

/** A document in UTF-16 has zero bytes in its markup: one in ASCII that only says so has none. */
function isWideText(bytes: Uint8Array): boolean {
  return bytes.subarray(0, declarationBytes).includes(0);
}

function isSingleByte(charset: string): boolean {
  return /^(?:iso-?8859|latin|windows-|cp125|koi8|macintosh|x-mac|ibm)/.test(charset);
}

function charsetOf(contentType: string | undefined): string | undefined {
  return /charset\s*=\s*["']?\s*([a-z0-9_:.-]+)/i.exec(contentType ?? "")?.[1]?.toLowerCase();
}

/** `<?xml … encoding="…"?>`, `<meta charset=…>` or the older `<meta http-equiv … content="…; charset=…">`. */
function declaredIn(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, declarationBytes));
  const xml = /^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([a-z0-9_:.-]+)["']/i.exec(head)?.[1];
  const meta = /<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([a-z0-9_:.-]+)/i.exec(head)?.[1];
  return (xml ?? meta)?.toLowerCase();
}

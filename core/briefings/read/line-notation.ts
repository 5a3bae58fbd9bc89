// How formulas are typed on one line: exponents, indices, brackets.

/** In brackets, unless it is one number, one name or in brackets already. */
export function grouped(text: string): string {
  const trimmed = text.trim();
  return /^(?:[\p{L}\p{M}\p{N}.,]+|\(.*\))$/u.test(trimmed) ? trimmed : `(${trimmed})`;
}

const superscripts = new Map([..."0123456789+−-n()"].map((sign, at) => [sign, [..."⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ⁽⁾"][at]]));
const subscripts = new Map([..."0123456789+−-"].map((sign, at) => [sign, [..."₀₁₂₃₄₅₆₇₈₉₊₋₋"][at]]));

/** An exponent. */
export function raised(text: string): string {
  const compact = text.replace(/\s/g, "");
  if (compact === "∘" || compact === "°") return "°";
  if (/^[′″'*†]+$/.test(compact)) return compact;
  return inScript(compact, superscripts) ?? `^${grouped(compact)}`;
}

/** An index. */
export function lowered(text: string): string {
  const compact = text.replace(/\s/g, "");
  return inScript(compact, subscripts) ?? `_${grouped(compact)}`;
}

function inScript(text: string, script: Map<string, string | undefined>): string | undefined {
  const signs = [...text].map((sign) => script.get(sign));
  return text === "" || signs.includes(undefined) ? undefined : signs.join("");
}

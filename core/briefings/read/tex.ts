// Writes simple TeX on a line: letters, relations, exponents. What else TeX can do is left to the mark of a missing formula.
import { grouped, lowered, raised } from "./line-notation.ts";

const signs = new Map(
  Object.entries({
    alpha: "α",
    beta: "β",
    gamma: "γ",
    delta: "δ",
    epsilon: "ε",
    varepsilon: "ε",
    zeta: "ζ",
    eta: "η",
    theta: "θ",
    iota: "ι",
    kappa: "κ",
    lambda: "λ",
    mu: "μ",
    nu: "ν",
    xi: "ξ",
    pi: "π",
    rho: "ρ",
    sigma: "σ",
    tau: "τ",
    phi: "φ",
    varphi: "φ",
    chi: "χ",
    psi: "ψ",
    omega: "ω",
    Gamma: "Γ",
    Delta: "Δ",
    Theta: "Θ",
    Lambda: "Λ",
    Pi: "Π",
    Sigma: "Σ",
    Phi: "Φ",
    Psi: "Ψ",
    Omega: "Ω",
    times: " × ",
    cdot: "·",
    div: " ÷ ",
    pm: " ± ",
    le: " ≤ ",
    leq: " ≤ ",
    ge: " ≥ ",
    geq: " ≥ ",
    ne: " ≠ ",
    neq: " ≠ ",
    approx: " ≈ ",
    sim: " ∼ ",
    propto: " ∝ ",
    to: " → ",
    rightarrow: " → ",
    infty: "∞",
    circ: "∘",
    prime: "′",
    partial: "∂",
    hbar: "ℏ",
    ell: "ℓ",
    in: " ∈ ",
    sin: "sin ",
    cos: "cos ",
    tan: "tan ",
    log: "log ",
    ln: "ln ",
    exp: "exp ",
    min: "min ",
    max: "max ",
    quad: " ",
    left: "",
    right: "",
    displaystyle: "",
    textstyle: "",
    mathrm: "",
    mathit: "",
    mathbf: "",
    text: "",
    operatorname: "",
  }),
);
/** A group without groups in it. */
const group = String.raw`\{([^{}]*)\}`;
const longest = 300;

/** Nothing when it holds what cannot be written on a line. */
export function fromTex(tex: string): string | undefined {
  if (tex.length > longest) return undefined;
  let text = tex
    .trim()
    .replace(/^(?:\$\$?|\\[([])|(?:\$\$?|\\[)\]])$/g, "")
    .replace(/\\[,;:!> ]|~/g, " ");
  // From the innermost group outwards.
  for (let before = ""; before !== text; ) {
    before = text;
    text = text
      .replace(
        new RegExp(String.raw`\\[dt]?frac\s*${group}\s*${group}`, "g"),
        (_, a, b) => `${inGroup(a)}/${inGroup(b)}`,
      )
      .replace(new RegExp(String.raw`\\sqrt\s*${group}`, "g"), (_, inside) => `√${inGroup(inside)}`)
      .replace(new RegExp(String.raw`\^\s*${group}`, "g"), (_, inside) => raised(named(inside)))
      .replace(new RegExp(String.raw`_\s*${group}`, "g"), (_, inside) => lowered(named(inside)))
      .replace(new RegExp(String.raw`(?<![\\}]|\\[a-zA-Z]+\s*|[\^_]\s*)${group}`, "g"), "$1")
      .replace(
        new RegExp(
          String.raw`\\(?:mathrm|mathit|mathbf|text|operatorname|displaystyle|textstyle)\s*${group}`,
          "g",
        ),
        "$1",
      );
  }
  text = named(text)
    .replace(/\^\s*([\p{L}\p{N}∘′*])/gu, (_, sign) => raised(sign))
    .replace(/_\s*([\p{L}\p{N}])/gu, (_, sign) => lowered(sign))
    .replace(/\s*(=|<|>|\+)\s*/g, " $1 ")
    .replace(/(?<=[\p{L}\p{N})²³])\s*-\s*(?=[\p{L}\p{N}(])/gu, " − ");
  return /[\\{}$&]/.test(text) ? undefined : text;
}

function named(text: string): string {
  return text.replace(/\\([a-zA-Z]+)\s*/g, (command, name) => signs.get(name) ?? command);
}

function inGroup(text: string): string {
  return grouped(named(text));
}

// @ts-check
// What pages do in the browser: they follow what happens, answer to the keyboard, and send their forms without losing the
// reader's place. Without this script they are pages with links and forms that work.

const Idiomorph = /** @type {any} */ (window).Idiomorph;
/** @param {string} selector @param {ParentNode} [within] @returns {HTMLElement | null} */
const find = (selector, within = document) => within.querySelector(selector);
/** @param {EventTarget | null} target @param {string} selector @returns {HTMLElement | null} */
const closest = (target, selector) => (target instanceof Element ? target.closest(selector) : null);

// --- A new rendering takes the place of the old one, and leaves alone what the reader is at.

/** @param {string} markup @returns undefined for what is no page of ours: the login, the error of a server between */
function pageIn(markup) {
  const page = new DOMParser().parseFromString(markup, "text/html");
  return find("#notes", page) ? page : undefined;
}

/** Its address names its content. @param {Document} page */
const scriptOf = (page) => find("script[src$='/dashboard.js']", page)?.getAttribute("src");

/** @param {string} address @returns undefined where there is none to be had */
const readPage = (address) =>
  fetch(address).then(
    async (answer) => pageIn(await answer.text()),
    () => undefined,
  );

/** @param {Document} fresh */
function show(fresh) {
  const { live } = fresh.body.dataset;
  if (live === undefined) delete document.body.dataset.live;
  else document.body.dataset.live = live;
  document.title = fresh.title;
  Idiomorph.morph(document.body, fresh.body.childNodes, {
    morphStyle: "innerHTML",
    // Of a field, that is: of anything else that has the keyboard, the whole page for instance, it would leave alone all that is in it.
    ignoreActiveValue: document.activeElement?.matches("input, select, textarea") ?? false,
    callbacks: {
      /** @param {Node} old */
      beforeNodeMorphed: (old) => !(old instanceof Element && old.hasAttribute("data-keep")),
      /** @param {string} name */
      beforeAttributeUpdated: (name) => name !== "open",
    },
  });
  tellTimes();
  document.dispatchEvent(new CustomEvent("dashboard:shown"));
}

// --- Times, by the browser's clock.

const UNITS = /** @type {const} */ ([
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
]);
/** @param {number} ms as `span` of parts/words.ts */
function span(ms) {
  const [name, length] = UNITS.find(([, unit]) => ms >= unit) ?? UNITS[3];
  return `${Math.floor(ms / length)} ${name}`;
}
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });
/** @type {Intl.DateTimeFormatOptions} */
const ofMinute = {
  ...{ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  timeZoneName: "short",
};
const minute = new Intl.DateTimeFormat(undefined, ofMinute);
const minuteOfYear = new Intl.DateTimeFormat(undefined, { ...ofMinute, year: "numeric" });
/** Another year is named. @param {number} at @param {number} now */
const ofCalendar = (at, now) =>
  (new Date(at).getFullYear() === new Date(now).getFullYear() ? minute : minuteOfYear).format(at);

function tellTimes() {
  const now = Date.now();
  for (const time of document.querySelectorAll("time")) {
    const ms = Date.parse(time.dateTime) - now;
    let words;
    if ("exact" in time.dataset) words = ofCalendar(now + ms, now);
    else if ("since" in time.dataset) words = span(-ms);
    else if (Math.abs(ms) < 1_000) words = "now";
    else words = ms < 0 ? `${span(-ms)} ago` : `in ${span(ms)}`;
    if (time.textContent !== words) time.textContent = words;
  }
}
document.addEventListener("pointerover", ({ target }) => {
  if (target instanceof HTMLTimeElement)
    target.title = `${exact.format(Date.parse(target.dateTime))} (${target.dateTime})`;
});
setInterval(() => document.hidden || tellTimes(), 1_000);
tellTimes();

/** A form that asks for a time zone begins with the reader's. */
for (const field of document.querySelectorAll("input[data-reader-zone]")) {
  const input = /** @type {HTMLInputElement} */ (field);
  input.value ||= new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

// --- The stream of the page that is looked at. A page that is not looked at has none.

/** @type {EventSource | undefined} */
let source;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let again;
let isWanted = storage()?.getItem("dashboard-live") !== "off";
let failures = 0;

/** None where the reader keeps pages from storing anything. */
function storage() {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}

/** So often a page is asked for again where the server follows as many as it can. */
const FULL_MS = 15_000;

/** @param {"Live" | "Every 15 s" | "Paused" | "Reconnecting" | "Not live"} state */
function tellState(state) {
  const button = find("[data-live-switch]");
  const words = find("[data-live-state]");
  if (!button || !words) return;
  words.textContent = state;
  button.setAttribute("aria-pressed", String(isWanted));
  button.classList.toggle("off", state === "Reconnecting");
}

/** @param {string} [words] why the page is not up to date; nothing when it is again */
function tellTrouble(words) {
  const banner = find("#trouble");
  if (!banner) return;
  banner.hidden = words === undefined;
  if (words !== undefined && banner.textContent !== words) banner.textContent = words;
}

function follow() {
  source?.close();
  source = undefined;
  clearTimeout(again);
  const { live } = document.body.dataset;
  if (live === undefined) return tellState("Not live");
  if (!isWanted) return tellState("Paused");
  if (document.hidden) return;
  source = new EventSource(live);
  source.addEventListener("open", () => {
    failures = 0;
    tellState("Live");
  });
  source.addEventListener("page", ({ data }) => {
    const page = pageIn(data);
    if (!page) return;
    const isOfThisRelease = scriptOf(page) === scriptOf(document);
    tellTrouble(isOfThisRelease ? undefined : "The server runs another release now: reload this page.");
    show(page);
    tellState("Live");
    if (document.body.dataset.live !== live) follow();
  });
  source.addEventListener("full", () => {
    source?.close();
    tellState("Every 15 s");
    again = setTimeout(follow, FULL_MS);
  });
  source.addEventListener("trouble", ({ data }) => tellTrouble(`Not up to date: ${data}`));
  source.addEventListener("error", () => {
    source?.close();
    failures += 1;
    tellState("Reconnecting");
    if (failures > 1)
      tellTrouble("The connection is lost. What you see is from before; this page tries again.");
    again = setTimeout(reconnect, Math.min(10_000, 500 * 2 ** failures));
  });
}

/** A session that is over is no lost connection. */
async function reconnect() {
  const answer = await fetch(location.href, { headers: { "x-dashboard": "1" } }).catch(() => undefined);
  if (answer?.status === 401) return location.reload();
  follow();
}

document.addEventListener("visibilitychange", follow);
document.addEventListener("click", ({ target }) => {
  if (closest(target, "[data-live-switch]")) {
    isWanted = !isWanted;
    storage()?.setItem("dashboard-live", isWanted ? "on" : "off");
    tellTrouble();
    follow();
  }
});
follow();

// --- Forms: sent without leaving the page, which keeps its place; the note that comes back is read out.

document.addEventListener("submit", async (event) => {
  const form = event.target;
  // Not `form.action`: that is the field of this name.
  if (!(form instanceof HTMLFormElement) || form.getAttribute("method") !== "post" || "plain" in form.dataset)
    return;
  event.preventDefault();
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  const fields = new URLSearchParams(/** @type {any} */ (new FormData(form, button)));
  if (button) button.disabled = true;
  try {
    const answer = await fetch(form.getAttribute("action") ?? location.href, {
      method: "POST",
      body: fields,
      // Where the reader is, and stays unless the action leads on.
      headers: { "x-dashboard": location.pathname + location.search },
    });
    form.closest("dialog")?.close();
    tellTrouble();
    const words = await answer.text();
    const to = answer.headers.get("location");
    if (to === null) {
      const page = pageIn(words);
      // What was filled in stays.
      note(page ? [] : [refused(answer, words)]);
      // What was asked for stays, also where the page before was live.
      if (!page) return;
      show(page);
      return follow();
    }
    const { pathname } = new URL(to, location.href);
    if (pathname !== location.pathname) return location.assign(to);
    const told = new DOMParser().parseFromString(words, "text/html").body;
    // Nobody writes a text again because the server could not take it.
    if (find(".failed", told) && isWritten(form)) return note([...told.childNodes]);
    const page = await readPage(to);
    if (page) show(page);
    // It is done, also where the page could not be read anew.
    note([...told.childNodes]);
    follow();
  } catch {
    tellTrouble(
      "The server was not reached: nothing was changed, or it is not known. Look before you try again.",
    );
  } finally {
    if (button) button.disabled = false;
    // A button that is disabled loses the keyboard, and what stood in its place may be gone.
    if (document.activeElement === document.body) {
      const isThere = button?.isConnected && button.checkVisibility();
      (isThere ? button : find("#main"))?.focus({ preventScroll: true });
    }
  }
});

/** An address says what is looked for, and nothing of the fields that were left empty. */
document.addEventListener("formdata", ({ target, formData }) => {
  if (!(target instanceof HTMLFormElement) || target.getAttribute("method") !== "get") return;
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
});

/** Whether there is something in it that a reader has written. @param {HTMLFormElement} form */
const isWritten = (form) => find("textarea, input:not([type=hidden])", form) !== null;

/** Why a form was not taken, in place of a page. @param {Response} answer @param {string} words */
function refused({ status, headers }, words) {
  if (status === 401) {
    const login = document.createElement("a");
    login.href = /** @type {HTMLAnchorElement} */ (find(".brand a")).href;
    login.target = "_blank";
    login.textContent = "Log in in another tab";
    return refusal(
      "Your session is over: nothing was changed, and what you have written is still here. ",
      login,
      ", then send it again.",
    );
  }
  if (headers.get("content-type")?.startsWith("text/plain")) return refusal(words);
  return refusal(
    `The server answered ${status}, and with no page of the dashboard: nothing was changed, or it is not known. Look before you try again.`,
  );
}

/** @param {(string | Node)[]} words */
function refusal(...words) {
  const banner = document.createElement("div");
  banner.className = "banner failed";
  const line = document.createElement("p");
  line.append(...words);
  banner.append(line);
  return banner;
}

/** @param {Node[]} notes */
function note(notes) {
  find("#notes")?.replaceChildren(...notes);
}
document.addEventListener("click", ({ target }) =>
  closest(target, "[data-dismiss]")?.parentElement?.remove(),
);

// --- Questions before what destroys: browsers of before 2026 do not open them by themselves.

if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", ({ target }) => {
    const dialog = document.getElementById(
      closest(target, "button[commandfor]")?.getAttribute("commandfor") ?? "",
    );
    if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
  });
}

// --- Choosing jobs: the buttons come with the first, and say how many they are for.

function tellChosen() {
  const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (
    document.querySelectorAll("input[name=id][form=selection]")
  );
  const count = [...boxes].filter(({ checked }) => checked).length;
  const words = find("[data-chosen]");
  if (words) words.textContent = `${count} chosen:`;
  const bar = find("#selection");
  if (bar) bar.hidden = count === 0;
  const all = /** @type {HTMLInputElement | null} */ (find("[data-all]"));
  if (!all) return;
  all.checked = count > 0 && count === boxes.length;
  all.indeterminate = count > 0 && count < boxes.length;
}
document.addEventListener("change", ({ target }) => {
  if (!(target instanceof HTMLInputElement) || target.type !== "checkbox") return;
  if (target.matches("[data-all]")) {
    for (const box of document.querySelectorAll("input[name=id][form=selection]")) {
      /** @type {HTMLInputElement} */ (box).checked = target.checked;
    }
  }
  tellChosen();
});
document.addEventListener("dashboard:shown", tellChosen);
tellChosen();

// --- Light or dark, and copying.

document.addEventListener("click", async ({ target }) => {
  if (closest(target, "[data-theme-switch]")) {
    const isDark =
      getComputedStyle(document.documentElement).colorScheme === "dark" ||
      (document.documentElement.dataset.theme === undefined &&
        matchMedia("(prefers-color-scheme: dark)").matches);
    const theme = isDark ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    // biome-ignore lint/suspicious/noDocumentCookie: the server renders the theme, so that no page flashes; Firefox has no cookie store
    document.cookie = `dashboard-theme=${theme}; path=/dashboard; max-age=31536000; samesite=strict`;
    document.dispatchEvent(new CustomEvent("dashboard:shown"));
  }
  const copy = closest(target, "[data-copy]");
  if (copy) {
    const isCopied = await toClipboard(copy.dataset.copy ?? "");
    if (!isCopied) {
      const text = copy.previousElementSibling;
      if (text) getSelection()?.selectAllChildren(text);
      return note([
        refusal("The browser does not let this page copy: the text is selected, copy it with Ctrl C."),
      ]);
    }
    copy.classList.add("copied");
    setTimeout(() => copy.classList.remove("copied"), 1_200);
  }
});

/** There is none where the page came over plain HTTP from another machine, and readers may deny it. @param {string} text */
async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

// --- The palette: pages of the navigation at once, jobs as the server finds them.

const palette = /** @type {HTMLDialogElement | null} */ (find("#palette"));
const question = /** @type {HTMLInputElement | null} */ (find("#palette input"));
const found = find("#found");
let asked = 0;
/** Between the last key and the question to the server. */
const TYPED_MS = 150;

/** @param {string} words */
function tellFound(words) {
  const line = find("#palette [role=status]");
  if (line) line.textContent = words;
}

function openPalette() {
  if (!palette || !question || palette.open) return;
  question.value = "";
  palette.showModal();
  ask();
}

async function ask() {
  if (!question || !found) return;
  const words = question.value.trim().toLowerCase();
  const turn = ++asked;
  const pages = [...document.querySelectorAll(".side nav a")].filter(({ textContent }) =>
    textContent?.toLowerCase().includes(words),
  );
  found.replaceChildren(
    ...pages.map((page) => {
      const line = document.createElement("li");
      line.setAttribute("role", "option");
      const link = document.createElement("a");
      link.href = /** @type {HTMLAnchorElement} */ (page).href;
      link.tabIndex = -1;
      link.textContent = find("span", page)?.textContent ?? "";
      line.append(link);
      return line;
    }),
  );
  select(0);
  tellFound("");
  if (words.length < 2) return tellFound(pages.length > 0 ? "" : "Two letters or more find jobs.");
  await new Promise((resolve) => setTimeout(resolve, TYPED_MS));
  if (turn !== asked) return;
  const address = `${document.body.dataset.find}?q=${encodeURIComponent(question.value.trim())}`;
  const answer = await fetch(address).catch(() => undefined);
  const markup = await answer?.text().catch(() => undefined);
  if (turn !== asked) return;
  if (!answer?.ok || markup === undefined)
    return tellFound("Jobs were not looked through: the server did not answer as it should.");
  found.append(...new DOMParser().parseFromString(markup, "text/html").body.children);
  select(0);
  tellFound(found.children.length > 0 ? "" : "Nothing found.");
}

/** @param {number} place */
function select(place) {
  const lines = [...(found?.children ?? [])];
  const at = (place + lines.length) % Math.max(lines.length, 1);
  lines.forEach((line, index) => {
    line.id = `found-${index}`;
    line.setAttribute("aria-selected", String(index === at));
  });
  lines[at]?.scrollIntoView({ block: "nearest" });
  if (lines[at]) question?.setAttribute("aria-activedescendant", `found-${at}`);
  else question?.removeAttribute("aria-activedescendant");
}

question?.addEventListener("input", ask);
question?.addEventListener("keydown", (event) => {
  const lines = [...(found?.children ?? [])];
  const at = lines.findIndex((line) => line.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") select(at + 1);
  else if (event.key === "ArrowUp") select(at - 1);
  else if (event.key === "Enter") find("a", lines[at])?.click();
  else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  // A field of a dialog that was just closed has the keyboard for a moment more.
  const isTyping = closest(event.target, "input, textarea, select")?.checkVisibility() === true;
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    openPalette();
  } else if (event.key === "/" && !isTyping) {
    const search = find("input[type=search]");
    event.preventDefault();
    if (search) search.focus();
    else openPalette();
  }
});
document.addEventListener("click", ({ target }) => {
  if (closest(target, "[data-palette]")) openPalette();
  if (target === palette) palette?.close();
});

// Where in a page the article is, and what around it is none of it.
import { describe, expect, it } from "vitest";
import { readArticle } from "../../../../core/briefings/read/article.ts";

const shown = [
  "The strike of ferry workers that had stopped all crossings for nine days ended on Monday after both sides accepted a pay rise.",
  "About three thousand travellers had been stranded on the islands, said the harbour office, and most of them left with the first boats.",
  "The company expects losses of two million and will publish its figures in December, when the season is over for this year.",
];
const paragraphs = shown.map((text) => `<p>${text}</p>`).join("");
const url = new URL("https://www.harbour-times.example/ferry");

const textOf = (body: string, head = "<title>Ferry strike ends</title>") =>
  readArticle(`<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`, url).text;

describe("an article", () => {
  it("may stand in a form, as some systems put the whole page into one", () => {
    const text = textOf(
      `<form id="aspnetForm" action="/"><input type="hidden" value="x"><div><h1>Ferry strike ends</h1>${paragraphs}</div><input type="submit" value="Search"></form>`,
    );
    expect(text.split("\n")).toEqual(shown);
  });

  it("is without the forms for its readers' answers", () => {
    const form =
      "<form><p>Your comment</p><label>Name</label><input><textarea></textarea><button>Send</button></form>";
    expect(textOf(`<article><h1>Ferry strike ends</h1>${paragraphs}${form}</article>`).split("\n")).toEqual(
      shown,
    );
  });

  it("wins over a footer that has more to say", () => {
    const about =
      "The Harbour Times has been printed since 1871 and belongs to a foundation that spends what it earns on schools. ";
    const short = shown
      .slice(0, 2)
      .map((text) => `<p>${text}</p>`)
      .join("");
    const text = textOf(
      `<div class="story"><article><h1>Ferry strike ends</h1>${short}</article></div><div class="page-end"><p>${about.repeat(3)}</p><p>${about.repeat(2)}</p></div>`,
    );
    expect(text.split("\n")).toEqual(shown.slice(0, 2));
  });

  it("begins with its standfirst, which stands apart from its text", () => {
    const lead = "After nine days the ferries sail again. What the agreement says, and who pays for it";
    const text = textOf(
      `<header><h1>Ferry strike ends</h1><p class="article__standfirst">${lead}</p><p>Tuesday, 3 November 2026</p></header><div class="article-body">${paragraphs}</div>`,
    );
    expect(text.split("\n")).toEqual([lead, ...shown]);
  });

  it("may stand in several elements of one kind, below each other", () => {
    const parts = shown.map(
      (text, index) =>
        `<div class="field__item"><div class="article-text"><h2>Part ${index + 1} of the story</h2><div class="field"><p>${text.repeat(index === 0 ? 4 : 1)}</p></div></div></div>`,
    );
    const teaser = `<div class="teasers"><div class="teaser"><div class="field"><p>${shown[0]?.replace("ferry", "bus")}</p></div></div></div>`;
    const text = textOf(`<h1>Ferry strike ends</h1><div class="fields">${parts.join("")}</div>${teaser}`);
    expect(text).toContain(shown[1]);
    expect(text).toContain(shown[2]);
    expect(text).not.toContain("bus workers");
  });

  it("is without lines that only lead elsewhere, and without the labels above them", () => {
    const more =
      '<h3>More on this</h3><ul><li><a href="/a">Harbour office hires</a></li><li><a href="/b">Fares to rise</a></li></ul>';
    const [first, ...rest] = shown.map((text) => `<p>${text}</p>`);
    const text = textOf(
      `<article><h1>Ferry strike ends</h1>${first}<p><a href="/c">Read how the strike began nine days ago</a></p>${rest.join("")}${more}</article>`,
    );
    expect(text.split("\n")).toEqual(shown);
  });

  it("is without teasers: headings that lead to other pages, with what stands beside them", () => {
    const teaser = (id: number) =>
      `<div class="c-${id}"><h3><a href="/story-${id}">Harbour gets a new crane, number ${id}</a></h3><p>The crane that arrived on Sunday lifts ninety tons and was paid for by the region, says the port.</p></div>`;
    const around = `<a href="/story-9"><div><h4>A lighthouse is for sale</h4></div><p>It has stood empty since the keeper left in the spring.</p></a>`;
    const [first, ...rest] = shown.map((text) => `<p>${text}</p>`);
    const text = textOf(
      `<main><div><h1>Ferry strike ends</h1>${first}${teaser(1)}${rest.join("")}</div><div>${[2, 3, 4, 5, 6].map(teaser).join("")}${around}</div></main>`,
    );
    expect(text.split("\n")).toEqual(shown);
  });

  it.each([
    ["to a place on the page", "#what-it-says"],
    ["to the page itself", "/ferry?section=2"],
    ["to another site, as in a list of things", "https://ferries.example/tickets"],
  ])("keeps a heading that leads %s", (_where, href) => {
    const text = textOf(
      `<article><h1>Ferry strike ends</h1>${paragraphs}<h2><a href="${href}">What the agreement says</a></h2><p>Wages rise by four per cent in May and by three in the year after.</p></article>`,
    );
    expect(text).toContain("What the agreement says");
    expect(text).toContain("Wages rise by four per cent");
  });

  it("keeps a linked heading that has a whole section below it", () => {
    const text = textOf(
      `<article><h1>Ferry strike ends</h1><section><h2><a href="/unions">The unions</a></h2>${paragraphs}${paragraphs.replaceAll("ferry", "bus")}</section></article>`,
    );
    expect(text).toContain("bus workers");
  });

  it("is without comments that are longer than it, each of which may be an article element", () => {
    const comment = (id: number) =>
      `<li><article class="comment-body" id="comment-${id}"><p>Reader ${id} says that the boats should have sailed and that nobody asked the islanders what they think.</p></article></li>`;
    const long = `${paragraphs}<p>${shown.join(" ").replaceAll("ferry", "boat")}</p>`;
    const text = textOf(
      `<main><h1>Ferry strike ends</h1><div class="story">${long}</div></main><div id="comments"><ol class="comment-list">${Array.from({ length: 40 }, (_, id) => comment(id)).join("")}</ol></div>`,
    );
    expect(text).not.toContain("islanders");
    for (const sentence of shown) expect(text.split("\n")).toContain(sentence);
  });

  it("is without its own footer, even a long one", () => {
    const footer = `<footer><div>${"What I love: the sea, the coast, and long walks with the dog in any weather that there is. ".repeat(5)}</div></footer>`;
    const text = textOf(`<article><h1>Ferry strike ends</h1>${paragraphs}${footer}</article>`);
    expect(text.split("\n")).toEqual(shown);
  });

  it("keeps links that stand in a list or a table of text, and drops lists of links", () => {
    const list = `<ul><li>Lea: every hour from six</li><li><a href="/north">North Island</a></li><li>South Island: twice a day</li><li>Holm: on Sundays only</li></ul>`;
    const links = `<ul><li><a href="/a">Harbour office hires</a></li><li><a href="/b">Fares to rise</a></li><li>By the way</li></ul>`;
    const [first, ...rest] = shown.map((text) => `<p>${text}</p>`);
    const text = textOf(
      `<article><h1>Ferry strike ends</h1>${first}${list}${rest.join("")}${links}</article>`,
    );
    expect(text).toContain("North Island");
    expect(text).not.toContain("Fares to rise");
  });

  it.each([
    [
      "a box about the author, in camel case",
      '<div class="articleAuthorBox"><p>Ann Lee is the harbour correspondent and has lived on Lea for years.</p></div>',
    ],
    ["an aside", "<aside><p>The harbour was built in 1871 and has been dredged three times.</p></aside>"],
    [
      "what a figure says",
      '<figure><img src="a.jpg"><div>Ferries in the harbour on Monday. Ann Lee</div></figure>',
    ],
    [
      "a teaser with a link",
      '<div class="m-teaser"><p>The harbour office will hire forty people for the season.</p><a href="/jobs">More</a></div>',
    ],
    [
      "the controls of a video",
      '<div class="video-js"><div>Play Video</div><div>Current Time 0:00</div><div>Stream Type LIVE</div></div>',
    ],
    [
      "a disclosure",
      '<div class="editorial-disclosure"><p>The editors are paid by some of the companies named here.</p></div>',
    ],
    [
      "related stories",
      '<div class="related-stories"><p>The harbour office will hire forty people for the summer season.</p></div>',
    ],
    [
      "a caption",
      '<p class="wp-caption-text">A ferry leaves the harbour at dawn, seen from the old lighthouse.</p>',
    ],
    [
      "an author's portrait",
      '<div class="author-bio"><p>Jane Doe has written about the sea for twenty years and lives in Corran.</p></div>',
    ],
    [
      "sharing",
      '<div class="sharedaddy"><p>Share this with the people whom you know from the island.</p></div>',
    ],
    [
      "readers' comments",
      '<div id="comments"><p>I was on that boat and nobody told us anything for hours.</p></div>',
    ],
    [
      "a newsletter",
      '<div class="newsletter-signup"><p>Get the news of the harbour every morning in your letterbox.</p></div>',
    ],
    [
      "an embedded post",
      '<blockquote class="twitter-tweet"><p>Finally moving again! Thanks to everybody who waited with us.</p></blockquote>',
    ],
  ])("is without %s", (_, html) => {
    const [first, second, third] = shown.map((text) => `<p>${text}</p>`);
    expect(
      textOf(`<article><h1>Ferry strike ends</h1>${first}${html}${second}${third}</article>`).split("\n"),
    ).toEqual(shown);
  });

  it("keeps a part that is called like furniture and holds the article", () => {
    expect(
      textOf(`<div class="entry share"><h1>Ferry strike ends</h1>${paragraphs}</div>`).split("\n"),
    ).toEqual(shown);
  });

  it.each([
    [
      "elements before the root",
      `<div>x</div><html><head><title>Ferry strike ends</title></head><body><article>${paragraphs}</article></body></html>`,
    ],
    [
      "elements between head and body",
      `<html><head><title>Ferry strike ends</title></head><meta name="a"><div></div><body><article>${paragraphs}</article></body></html>`,
    ],
    [
      "two bodies",
      `<html><head><title>Ferry strike ends</title></head><body><div></div></body><body><article>${paragraphs}</article></body></html>`,
    ],
    ["no body", `<html><head><title>Ferry strike ends</title></head><article>${paragraphs}</article></html>`],
    [
      "nested documents",
      `<html><html lang="en"><head><title>Ferry strike ends</title></head><body><article>${paragraphs}</article></body></html></html>`,
    ],
  ])("is read from a document with %s", (_, html) => {
    const article = readArticle(html, url);
    expect(article.title).toBe("Ferry strike ends");
    for (const sentence of shown) expect(article.text.split("\n")).toContain(sentence);
  });

  it("keeps the cells of a table that are equal", () => {
    const rows = [
      ["Monday", "12", "rain"],
      ["Tuesday", "12", "rain"],
      ["Wednesday", "9", "sun"],
    ];
    const table = `<table>${rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("")}</table>`;
    const text = textOf(
      `<article><h1>Ferry strike ends</h1>${paragraphs}${table}<p>${shown[0]?.replace("nine", "ten")}</p></article>`,
    );
    expect(text.split("\n").filter((line) => line === "12")).toHaveLength(2);
    expect(text.split("\n").filter((line) => line === "rain")).toHaveLength(2);
  });

  it("says a paragraph once that stands in it twice", () => {
    expect(
      textOf(`<article><h1>Ferry strike ends</h1>${paragraphs}<p>${shown[0]}</p></article>`).split("\n"),
    ).toEqual(shown);
  });
});

// Which lines of a page are about the site, and which only sound like it.
import { describe, expect, it } from "vitest";
import { isWall, withoutBoilerplate } from "../../../../core/briefings/read/boilerplate.ts";

const clean = (line: string) => withoutBoilerplate(line, { title: "A title", author: "Jane Doe" });

describe("a line of a page", () => {
  it.each([
    "By Jane Doe",
    "By Jane Doe and John O’Neill, science editor",
    "Von Helga Brandt",
    "Published 3 November 2026, 10:14",
    "Last updated: 10:14, 3 Nov 2026",
    "Photo: R. Tennant",
    "Image: A ferry in the harbour of Brask",
    "Subscribe to our newsletter",
    "Sign up for the morning briefing.",
    "Read more: Other strikes",
    "Share this article",
    "Advertisement",
    "Sponsored content",
    "5 min read",
    "Cookie settings",
    "Log in",
    "© 2026 The Corran Gazette",
    "All rights reserved.",
    "Related stories",
    "Follow us on all channels",
    "Lesen Sie auch: Der Streik",
    "À lire aussi : Le port",
    "Anzeige",
    "関連記事：フェリー",
    "Читайте также: Паромы",
    "***",
    "Auch interessant",
    "Das könnte Sie auch interessieren:",
    "Further reading",
    "Lee también:",
    "Czytaj też",
    "No comments",
    "A title",
    "Jane Doe",
  ])("goes: %s", (line) => {
    expect(clean(line)).toBe("");
  });

  it.each([
    "By night all turbines stop.",
    "By Monday the ferries had sailed again.",
    "Updated figures show that trade grew by 3 percent last year.",
    "Published figures show growth.",
    "Share prices fell on Monday.",
    "Shares in Strait Energy rose by 9 percent.",
    "Subscribers of the paper were told on Monday.",
    "Registered voters may vote until Sunday.",
    "The court ruled that sites must ask before they set cookies.",
    "The advertisement was banned after it had shown a child driving a car on a road.",
    "Anzeigen wegen Betrugs gingen bei der Polizei ein.",
    "Picture the harbour at night, with its lamps.",
    "He clicked on the wrong file, the report says.",
  ])("stays: %s", (line) => {
    expect(clean(line)).toBe(line);
  });
});

describe("a notice in an article's place", () => {
  it("is told from a short article that is about such notices", () => {
    expect(isWall("Please verify you are human.\nEnable JavaScript and cookies to continue.")).toBe(true);
    const article = [
      "Regulators fined three sites on Monday because they had made it hard to say no.",
      "The fines come to 4 million in all.",
      "One of the sites had set cookies before it asked for consent.",
      "The sites can appeal within a month, and two of them said that they would.",
    ];
    expect(isWall(article.join("\n"))).toBe(false);
  });

  it.each([
    [
      "news about cookies",
      "The court said that sites need consent before they set cookies.\nCookies that count visitors need consent too, the judges found.\nThe data protection office welcomed the ruling on cookies and consent.",
    ],
    [
      "news that quotes a notice",
      "The regulator objected to the banner.\nIt read: “We and our partners store cookies on your device and process your personal data.”\nThe site's owner has a month to change the consent dialog.",
    ],
    [
      "German news about data protection",
      "Der Landtag hat am Dienstag das neue Gesetz zum Datenschutz beschlossen.\nOhne Einwilligung dürfen Schulen künftig keine Fotos mehr zeigen.\nDie Beauftragte für Datenschutz nannte das Gesetz überfällig.",
    ],
    [
      "French news about consent",
      "Le tribunal a jugé que le consentement aux cookies doit être libre.\nLa commission avait dénoncé des atteintes à la vie privée des internautes.",
    ],
  ])("is not taken for one: %s", (_, text) => {
    expect(isWall(text)).toBe(false);
  });

  it.each([
    "We and our 842 partners use cookies and process personal data such as your browsing behaviour.",
    "Wir und unsere Partner verarbeiten personenbezogene Daten. Mit Ihrer Einwilligung dürfen wir Cookies setzen.",
    "Nous utilisons des cookies. Vous pouvez retirer votre consentement à tout moment.",
    "Utilizamos cookies para mejorar su experiencia; puede retirar su consentimiento.",
  ])("is one in any language: %s", (text) => {
    expect(isWall(text)).toBe(true);
  });
});

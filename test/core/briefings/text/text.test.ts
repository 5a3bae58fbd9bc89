// Sentences, words, languages, dates and names of sites, in many languages.
import { describe, expect, it } from "vitest";
import { hostName, pageKey, siteOf } from "../../../../core/briefings/outlet.ts";
import { parseDate } from "../../../../core/briefings/read/dates.ts";
import { unwrapLines } from "../../../../core/briefings/read/plain-text.ts";
import { cleanLine, cleanParagraphs, shorten } from "../../../../core/briefings/text/clean.ts";
import { chooseLanguage, detectLanguage } from "../../../../core/briefings/text/language.ts";
import { sentencesOf } from "../../../../core/briefings/text/sentences.ts";
import { countWords, wordsOf } from "../../../../core/briefings/text/words.ts";

describe("sentences", () => {
  it.each([
    [
      "en",
      "Mr. Smith met Dr. J. R. Jones on Jan. 5.|The U.S. Senate voted 51-49.|It cost $3.5 million, i.e. a lot.|“Is it done?” he asked.|See No. 7 for details.|The answer was no.|He left at 5 p.m.",
    ],
    ["en", "“We did it. It was hard,” she said.|Then (it was late. Very late.) all went home."],
    [
      "de",
      "Dr. Müller kam am 3. Oktober um 14.30 Uhr an.|Das Unternehmen, z. B. die Abteilung Nr. 5, wächst.|Er sagte: „Das ist gut. Es bleibt so.“|Die Firma zahlte 1,5 Mio. Euro bzw. 2 Mrd. Kronen.|Das war 2019.|Danach kam nichts.",
    ],
    [
      "fr",
      "M. Dupont a rencontré Mme Martin à 14 h 30.|« C'est fini ? » a demandé le juge.|Le prix, env. 3,5 millions, a été payé.",
    ],
    [
      "es",
      "El Sr. García llegó a EE. UU. el 3 de octubre.|¿Qué pasó?|Nadie lo sabe.|La Dra. López dijo: «No es cierto».",
    ],
    [
      "ru",
      "В 2024 г. компания заработала 3,5 млн руб. и закрылась.|Директор А. С. Иванов заявил: «Всё хорошо».|Это произошло в г. Москва.|Он уехал.",
    ],
    [
      "ja",
      "東京都は3日、新しい計画を発表した。|知事は「大きな一歩だ。必ず成功させる」と述べた。|費用は3.5億円だ！|本当か？",
    ],
    ["zh", "北京市政府周一宣布了新的计划。|市长说：“这是重要的一步。我们会成功。”|真的吗？"],
    ["ar", "أعلنت الحكومة يوم الاثنين خطة جديدة.|هل تنجح الخطة؟|التكلفة 3.5 مليون دولار."],
    ["hi", "सरकार ने नई योजना की घोषणा की।|लागत 3.5 करोड़ रुपये है।"],
  ])("are told apart in %s", (language, marked) => {
    const sentences = marked.split("|");
    const glue = /^(?:ja|zh)$/.test(language) ? "" : " ";
    expect(sentencesOf(sentences.join(glue), language)).toEqual(sentences);
  });

  it("end with their line", () => {
    expect(sentencesOf("A heading without a point\nA sentence. Another one.", "en")).toEqual([
      "A heading without a point",
      "A sentence.",
      "Another one.",
    ]);
  });
});

describe("words", () => {
  it("are counted in every script, two unspaced characters as one", () => {
    expect(countWords("It cost 1,200.50 on Monday.")).toBe(5);
    expect(countWords("東京都は三日")).toBe(3);
    expect(countWords("हिन्दी में")).toBe(2);
    expect(countWords("")).toBe(0);
  });

  it("are found in scripts without spaces", () => {
    expect(wordsOf("渡轮恢复航行", "zh")).toContain("渡轮");
    expect(wordsOf("The ship's 1,200 men", "en")).toEqual(["the", "ship", "1,200", "men"]);
  });
});

describe("a language", () => {
  it.each([
    ["de", "Die Fähren zwischen dem Festland und den Inseln fahren seit Montag wieder."],
    ["fr", "Les ferries entre le continent et les îles ont repris la mer lundi."],
    ["es", "Los transbordadores entre el continente y las islas volvieron a navegar."],
    ["ja", "フェリーは月曜日に運航を再開した。組合と会社は合意した。"],
    ["zh", "连接大陆与岛屿的渡轮在九天罢工后于周一恢复航行。工会达成协议。"],
    ["ko", "정부는 월요일에 새로운 계획을 발표했다. 장관은 중요하다고 말했다."],
    ["ar", "عادت العبارات بين البر الرئيسي والجزر إلى الإبحار يوم الاثنين."],
    ["ru", "Паромы между материком и островами снова ходят с понедельника."],
    ["uk", "Пороми між материком і островами знову ходять з понеділка після страйку."],
  ])("is recognised: %s", (language, text) => {
    expect(detectLanguage(text)).toBe(language);
  });

  it("stays unknown where the text does not show it, and then is what the page says", () => {
    expect(detectLanguage("Xylo qwerty zxcvb asdfgh lorem ipsum dolor")).toBeUndefined();
    expect(chooseLanguage("en_US", "Qwerty zxcvb")).toBe("en-US");
    expect(chooseLanguage("not a tag!", "Qwerty")).toBeUndefined();
  });
});

describe("cleaning", () => {
  it("removes control characters, direction tricks and odd spaces", () => {
    expect(cleanLine("a\u0000b\u202Ec\u200B \u00A0 d\n e")).toBe("abc d e");
    expect(cleanParagraphs("one\r\n\r\n  two \u2028three")).toBe("one\ntwo\nthree");
    expect(cleanLine("broken \ud800 pair").isWellFormed()).toBe(true);
  });

  it("shortens between words", () => {
    expect(shorten("The ferries sailed again on Monday", 20)).toBe("The ferries sailed…");
    expect(shorten("short", 20)).toBe("short");
  });

  it("joins lines that were wrapped, and leaves headings and lists alone", () => {
    const wrapped =
      "Ferries\n\nThe ferries between the mainland and the islands\nsailed again on Monday.\nThe strike had ended.\n- one\n- two";
    expect(unwrapLines(wrapped).split("\n")).toEqual([
      "Ferries",
      "The ferries between the mainland and the islands sailed again on Monday.",
      "The strike had ended.",
      "- one",
      "- two",
    ]);
  });
});

describe("a date", () => {
  const morning = Date.UTC(2026, 10, 3, 8);
  it.each([
    ["2026-11-03T08:00:00Z", morning],
    ["2026-11-03T09:00:00+01:00", morning],
    ["2026-11-03T08:00:00.123Z", morning],
    ["2026-11-03T0900+0100", morning],
    ["2026-11-03 08:00", morning],
    ["20261103T080000Z", morning],
    ["2026-11-03", Date.UTC(2026, 10, 3)],
    ["Tue, 03 Nov 2026 08:00:00 GMT", morning],
    ["Tue, 3 Nov 26 03:00 EST", morning],
    ["3 November 2026 09:00 CET", morning],
    ["03-Nov-2026 08:00:00 UT", morning],
    ["Tuesday, November 3, 2026 at 8:00 AM", morning],
    ["Nov 3, 2026", Date.UTC(2026, 10, 3)],
    ["Tue, 03 Nov 2026 08:00:00 +0000 (UTC)", morning],
  ])("is read: %s", (text, instant) => {
    expect(parseDate(text)).toBe(instant);
  });

  it.each([
    "",
    "yesterday",
    "31 April 2026",
    "2026-13-01",
    "0001-01-01T00:00:00Z",
    "32 Nov 2026",
    "x".repeat(200),
    undefined,
  ])("is not made up: %s", (text) => {
    expect(parseDate(text)).toBeUndefined();
  });
});

describe("a site", () => {
  it.each([
    ["https://www.harbour-times.example/a", "harbour-times.example"],
    ["https://news.bbc.co.uk/a", "bbc.co.uk"],
    ["https://a.b.example.com.au/x", "example.com.au"],
    ["https://jane.substack.com/p/1", "jane.substack.com"],
    ["https://blog.example.io/", "example.io"],
    ["http://corran-gazette.localhost:8787/a", "corran-gazette.localhost"],
    ["http://127.0.0.1:8787/a", "127.0.0.1:8787"],
    ["http://[::1]:8787/a", "[::1]:8787"],
    ["http://localhost:1234/", "localhost:1234"],
  ])("answers for its pages: %s", (url, site) => {
    expect(siteOf(url)).toBe(site);
  });

  it("names itself by its host, and a page by what tells it apart", () => {
    expect(hostName("https://www.example.org/x")).toBe("example.org");
    expect(pageKey("https://www.example.org/a/index.html?utm_source=rss&b=2&a=1#top")).toBe(
      pageKey("http://example.org/a?a=1&b=2"),
    );
    expect(pageKey("https://example.org/a?id=1")).not.toBe(pageKey("https://example.org/a?id=2"));
  });
});

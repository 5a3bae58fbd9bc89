// A briefing as an e-mail, read back by a parser that is not ours.
import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import { composeEmail } from "../../../../core/briefings/deliver/compose-email.ts";
import { renderHtml } from "../../../../core/briefings/render-html.ts";
import { renderText } from "../../../../core/briefings/render-text.ts";
import { PermanentError } from "../../../../core/jobs/index.ts";
import { aBriefing } from "../briefing-fixtures.ts";

const at = Date.UTC(2026, 10, 3, 9, 15);
const compose = (briefing = aBriefing(), deliveryId = "eml_1") =>
  composeEmail({ briefing, from: "news@example.com", to: "ada@example.org", deliveryId, at });

/** The header section, line by line, folded lines joined. */
const headersOf = (message: Buffer): string[] =>
  (message.toString("latin1").split("\r\n\r\n")[0] ?? "").replaceAll(/\r\n[ \t]/g, " ").split("\r\n");

const names = (message: Buffer) => headersOf(message).map((line) => line.split(":")[0]);

describe("an e-mail", () => {
  it("has the briefing as plain text and as HTML", async () => {
    const briefing = aBriefing();
    const { text = "", html = "" } = await PostalMime.parse(await compose(briefing));
    expect(text.trim()).toBe(renderText(briefing).trim());
    expect(html.replaceAll("\r\n", "\n").trim()).toBe(renderHtml(briefing).trim());
  });

  it("says who sent it, to whom, when by the clock, and that no answer is expected", async () => {
    const message = await compose(aBriefing({ title: "Ferry strike", language: "de-AT" }));
    expect(headersOf(message)).toEqual(
      expect.arrayContaining([
        "From: Briefings <news@example.com>",
        "To: ada@example.org",
        "Subject: Ferry strike",
        "Date: Tue, 03 Nov 2026 09:15:00 +0000",
        "Message-ID: <eml_1@example.com>",
        "X-Delivery-ID: eml_1",
        "Auto-Submitted: auto-generated",
        "Content-Language: de-AT",
        "List-Unsubscribe: <mailto:news@example.com?subject=unsubscribe>",
        "MIME-Version: 1.0",
      ]),
    );
  });

  it("has no part that is random: two attempts differ in their date alone, and a repeated one can be recognised", async () => {
    expect((await compose()).equals(await compose())).toBe(true);
    expect((await compose()).equals(await compose(aBriefing(), "eml_2"))).toBe(false);
  });

  it.each([
    "Fährstreik: Inseln ohne Milch",
    "フェリーのストライキ、九日目に終わる",
    "إضراب العبّارات ينتهي",
    "🚢 Ferries 🏝️",
    "é".repeat(180),
  ])("has a subject in any script, in lines that every server takes: %s", async (title) => {
    const message = await compose(aBriefing({ title }));
    expect((await PostalMime.parse(message)).subject).toBe(title);
    const lines = message.toString("latin1").split("\r\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: everything but ASCII is looked for.
    expect(message.toString("latin1")).toMatch(/^[\x00-\x7f]*$/);
  });

  it("cuts a subject that nobody would read to its end", async () => {
    const { subject = "" } = await PostalMime.parse(
      await compose(aBriefing({ title: "ferry strike ".repeat(100) })),
    );
    expect(subject.length).toBeLessThanOrEqual(200);
    expect(subject).toMatch(/^ferry strike .*…$/);
  });
});

describe("what a topic cannot do to an e-mail", () => {
  it.each([
    "x\r\nBcc: eve@example.net",
    "x\nBcc: eve@example.net",
    "x\rBcc: eve@example.net",
    "x\r\n\r\n<b>body</b>",
    "x\u2028Bcc: eve@example.net",
    "x\0\u0085Bcc: eve@example.net",
    "=?utf-8?B?eA0KQmNjOiBldmVAZXhhbXBsZS5uZXQ=?=",
  ])("is add a header or begin the body: %j", async (title) => {
    const message = await compose(aBriefing({ title, topic: title, language: "en" }, title));
    const usual = await compose(aBriefing({ title: "Ferry strike" }));
    expect(names(message)).toEqual(names(usual));
    const { bcc, to, html = "" } = await PostalMime.parse(message);
    expect(bcc).toBeUndefined();
    expect(to).toEqual([{ name: "", address: "ada@example.org" }]);
    expect(html).toContain("<!doctype html>");
  });

  it("is turn the subject's direction around", async () => {
    const { subject } = await PostalMime.parse(await compose(aBriefing({ title: "Ferry \u202egnirts" })));
    expect(subject).toBe("Ferry gnirts");
  });

  it("is end a part early, whatever looks like its boundary", async () => {
    const first = (await compose()).toString("latin1");
    const boundary = /boundary="([^"]+)"/.exec(first)?.[1] ?? "";
    expect(boundary).not.toBe("");
    const text = `--${boundary}-- Content-Type: text/html`;
    const message = await compose(aBriefing({}, text));
    const parsed = await PostalMime.parse(message);
    expect(parsed.attachments).toEqual([]);
    expect(parsed.text).toContain(text);
    expect(parsed.html).toContain("</html>");
  });

  it("is have a file or an address read into it", async () => {
    const text = "file:///etc/hostname https://example.org/x.png cid:x";
    const message = await compose(aBriefing({ title: text }, text));
    const { attachments, subject } = await PostalMime.parse(message);
    expect(attachments).toEqual([]);
    expect(subject).toBe(text);
  });
});

describe("a huge briefing", () => {
  const notes = (count: number) => Array.from({ length: count }, (_, n) => `${n} ${"ß<&".repeat(300)}`);

  it("of as much as a result may have becomes one e-mail of a few megabytes", async () => {
    const briefing = aBriefing({ notes: notes(330) });
    expect(Buffer.byteLength(JSON.stringify(briefing))).toBeGreaterThan(390_000);
    const message = await compose(briefing);
    expect(message.length).toBeLessThan(5 * 1_048_576);
    expect((await PostalMime.parse(message)).html).toContain("329 ß");
  });

  it("of more is not sent, and that is for good", async () => {
    const composed = compose(aBriefing({ notes: notes(3_000) }));
    await expect(composed).rejects.toThrow(PermanentError);
    await expect(composed).rejects.toThrow(/the e-mail has \d+ bytes and may have 5242880/);
  });
});

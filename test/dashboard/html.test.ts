// What comes from outside is text wherever it stands.
import { describe, expect, it } from "vitest";
import { exactly, html, raw } from "../../dashboard/html.ts";
import { askDashboard, cookieOf, echo } from "./ask.ts";

const HOSTILE = `"><img src=x onerror=alert(1)>'</script><script>alert(2)</script>`;

describe("the template", () => {
  it("escapes text and attributes, also in lists", () => {
    const [first = ""] = [HOSTILE];
    expect(html`<p title="${first}">${[first]}</p>`.toString()).not.toMatch(/<img|<script/);
    expect(html`<a title="${'" x="'}">`.toString()).toBe('<a title="&quot; x=&quot;">');
  });

  it("shows control characters instead of obeying them", () => {
    expect(html`${"a\u202eb\u0000"}`.toString()).toBe("a\\u202eb\\x00");
  });

  it("leaves them as they are in what a field holds", () => {
    expect(html`<input value="${exactly('a\u202eb\u009b"<')}">`.toString()).toBe(
      '<input value="a\u202eb\u009b&quot;&lt;">',
    );
  });

  it("leaves nothing of what is absent, and leaves markup as it is", () => {
    expect(html`[${undefined}${null}${false}${""}${0}${raw("<b>")}${html`<i>${"<"}</i>`}]`.toString()).toBe(
      "[0<b><i>&lt;</i>]",
    );
  });
});

describe("a hostile job", () => {
  it("is text on every page that tells of it", async () => {
    const { kit, page, post } = askDashboard();
    const { job } = await kit.work(echo, { say: HOSTILE, fail: true });
    await kit.work(echo, { say: HOSTILE });
    await kit.drain({ withRetries: true });
    const note = await post("", { action: HOSTILE });
    const pages = [
      await page(""),
      await page("/jobs"),
      await page(`/jobs/${job.id}`),
      await page("/dead"),
      await page("/find?q=img"),
      await page(`/jobs?status=${encodeURIComponent(HOSTILE)}&type=${encodeURIComponent(HOSTILE)}`),
      await page(`/jobs/${encodeURIComponent(HOSTILE)}`),
      await page("", { cookie: cookieOf(note) }),
    ];
    expect(pages.slice(1, 3).join()).toContain("&lt;img src=x onerror=alert(1)&gt;");
    for (const markup of pages) {
      expect(markup).not.toContain("<img");
      expect(markup).not.toContain("<script>");
    }
  });
});

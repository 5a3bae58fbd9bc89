// What logs and lists show of an e-mail address.
import { describe, expect, it } from "vitest";
import { maskAddress, maskAddresses } from "../../core/mask-address.ts";

describe("an address that is shown", () => {
  it.each([
    ["ada@example.org", "a…@example.org"],
    ["a@example.org", "a…@example.org"],
    ["ada.lovelace+news@mail.example.org", "a…@mail.example.org"],
  ])("has its first letter and its domain: %s", (address, shown) => {
    expect(maskAddress(address)).toBe(shown);
  });

  it("is hidden wherever it stands in a text", () => {
    const said =
      "Email address is not verified: ada@example.org, <bob@example.net>; arn:aws:ses:us-east-1:1:identity/eve@example.com";
    const shown = maskAddresses(said);
    expect(shown).not.toMatch(/ada|bob|eve/);
    expect(shown).toContain("a…@example.org, <b…@example.net>");
  });
});

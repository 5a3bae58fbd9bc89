// `dev --chaos`: its options, its help, and the line at the end by which a run is repeated.
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { type ChaosWords, chaosOptions, describeChaos, readChaos } from "../../cli/chaos.ts";
import { devCommand } from "../../cli/dev.ts";
import { chaosKinds } from "../../local/chaos.ts";

function parse(...argv: string[]): ChaosWords {
  const command = new Command("dev").exitOverride().configureOutput({ writeErr() {} });
  for (const option of chaosOptions()) command.addOption(option);
  return command.parse(argv, { from: "user" }).opts();
}

describe("dev --chaos", () => {
  it("takes rules and a seed, and draws a seed where none is given", () => {
    const rules = [{ kind: "all", rate: 0.05 }];
    expect(readChaos(parse("--chaos", "all=5%", "--chaos-seed", "42"))).toEqual({ rules, seed: "42" });
    expect(readChaos(parse("--chaos", "all=5%"))).toEqual({ rules, seed: expect.stringMatching(/^\d+$/) });
    expect(readChaos(parse())).toBeUndefined();
  });

  it("refuses rules that it does not understand, and a seed without rules", () => {
    expect(() => parse("--chaos", "crsh=5%")).toThrow("there is no fault crsh; did you mean crash?");
    expect(() => readChaos(parse("--chaos-seed", "42"))).toThrow("give --chaos too");
  });

  it("has a line of help for each fault", () => {
    let help = "";
    devCommand()
      .configureOutput({
        writeOut: (text) => {
          help += text;
        },
      })
      .outputHelp();
    for (const kind of chaosKinds) expect(help).toMatch(new RegExp(`^  ${kind} +\\S`, "m"));
  });

  it("says at the end what struck, and how to have it again", () => {
    const chaos = { rules: [], seed: "42" };
    expect(describeChaos(chaos, { crash: { struck: 2, of: 30 }, slow: { struck: 0, of: 9 } })).toBe(
      "chaos: crash 2 of 30, slow 0 of 9 (again: --chaos-seed 42)",
    );
    expect(describeChaos(chaos, {})).toBe("chaos: nothing struck (again: --chaos-seed 42)");
  });
});

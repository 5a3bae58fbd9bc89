// Following changes of the code, by every way in which editors and git save.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, expect, it } from "vitest";
import { watchCode } from "../../local/watch-code.ts";

const folder = mkdtempSync(join(tmpdir(), "briefings-watch-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("sees, and names, a file saved in place, by rename, deleted and made again, time after time", async () => {
  const file = join(folder, "code.ts");
  writeFileSync(file, "0");
  let noticed = Promise.withResolvers<string[]>();
  const ready = Promise.withResolvers<void>();
  const stop = watchCode((files) => noticed.resolve(files), [folder], ready.resolve);
  await ready.promise;

  const inPlace = (text: string) => writeFileSync(file, text);
  const byRename = (text: string) => {
    writeFileSync(join(folder, ".code.tmp"), text);
    renameSync(join(folder, ".code.tmp"), file);
  };
  const again = (text: string) => {
    rmSync(file);
    writeFileSync(file, text);
  };
  for (const [index, save] of [inPlace, byRename, inPlace, byRename, again, inPlace, byRename].entries()) {
    noticed = Promise.withResolvers();
    save(`change ${index}`);
    expect(await noticed.promise).toEqual([relative(process.cwd(), file)]);
  }
  await stop();
});

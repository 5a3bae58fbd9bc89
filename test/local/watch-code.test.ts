// Following changes of the code, by every way in which editors and git save.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, it } from "vitest";
import { watchCode } from "../../local/watch-code.ts";

const folder = mkdtempSync(join(tmpdir(), "briefings-watch-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("sees a file saved in place, by rename, deleted and made again, time after time", async () => {
  const file = join(folder, "code.ts");
  writeFileSync(file, "0");
  let noticed = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<void>();
  const stop = watchCode(() => noticed.resolve(), [folder], ready.resolve);
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
    await noticed.promise;
  }
  await stop();
});

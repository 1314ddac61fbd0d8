import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { countInFiles, countInText } from "../../src/promises/search.ts";
import { makeFolder } from "../support/promises.ts";

test("finds texts in any file, across the borders of what is read at once, each once", async () => {
  const { folder, remove } = await makeFolder();
  const house = join(folder, "house");
  await mkdir(join(house, "deep"), { recursive: true });
  const chunk = 4 * 1024 * 1024;
  const bytes = Buffer.alloc(3 * chunk + 100, 0);
  bytes.write("Needle", 10); // in the first piece
  bytes.write("NEEDLE", chunk - 3); // across a border
  bytes.write("needle", 2 * chunk); // at the beginning of a piece
  bytes.write("Übung", 3 * chunk - 1); // a letter of two bytes, across a border
  await writeFile(join(house, "deep", "file"), bytes);
  await writeFile(join(house, "other"), "a needle, aaa");
  expect(await countInFiles(house, ["needle", "Übung", "aa", "absent"])).toEqual([4, 1, 2, 0]);
  await rm(house, { recursive: true });
  await remove();
});

test("counts in a text in the same way", () => {
  expect(countInText("Gruß, gruß, Grüße", ["gruß", "grüße", "x"])).toEqual([2, 1, 0]);
});

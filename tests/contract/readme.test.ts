import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { LIMITS } from "../../src/limits.ts";

const ROOT = join(import.meta.dirname, "../..");
const readme = readFileSync(join(ROOT, "README.md"), "utf8");
const cli = readFileSync(join(ROOT, "src/cli.ts"), "utf8");
const config = readFileSync(join(ROOT, "src/config.ts"), "utf8");

test("the README's limits are the code's", () => {
  const rows = [...readme.matchAll(/^\| `(\w+)` +\| ([\d,]+) +\|/gm)];
  expect(rows.length).toBeGreaterThan(10);
  for (const [, name = "", value = ""] of rows) {
    expect([name, Number(value.replaceAll(",", ""))]).toEqual([
      name,
      LIMITS[name as keyof typeof LIMITS],
    ]);
  }
});

test("the README names every command and every variable of the environment", () => {
  const commands = [...cli.matchAll(/^ {2}(\w+): async \(\) =>/gm)].map(([, name]) => name);
  expect(commands).toContain("start");
  for (const command of commands) expect(readme).toMatch(new RegExp(`\`${command}[ \`]`));
  const variables = [...config.matchAll(/^ {2}([A-Z_]+): z/gm)].map(([, name]) => name);
  expect(variables).toContain("PORT");
  for (const variable of variables) expect(readme).toContain(`\`${variable}\``);
});

test("the README's map names every folder of the source", () => {
  const folders = readdirSync(join(ROOT, "src"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(folders).toContain("scoring");
  for (const folder of folders) expect(readme).toContain(`${folder}/`);
});

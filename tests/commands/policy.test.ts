import { PassThrough } from "node:stream";
import { expect, test } from "@jest/globals";
import { UsageError } from "../../src/commands/command.ts";
import { createOutput } from "../../src/commands/output.ts";
import { policyCommand } from "../../src/commands/policy.ts";
import { readConfig } from "../../src/config.ts";
import { POLICY_CELLS, POLICY_VERSION, PURPOSES } from "../../src/consents/policy.ts";
import { BASIS_TEXTS, CATEGORY_TEXTS, RETENTION_TEXTS } from "../../src/consents/policy-texts.ts";

/** What the command prints on standard output. */
async function print(
  options: Record<string, string> = {},
  isJson = false,
  positionals = ["print"],
): Promise<string> {
  const stdout = new PassThrough();
  await policyCommand.run({
    config: readConfig({}),
    output: createOutput(isJson, stdout, new PassThrough()),
    positionals,
    options,
    signal: AbortSignal.timeout(10_000),
  });
  return String(stdout.read());
}

test.each(["en", "de"] as const)("the record in %s has every cell of the table", async (locale) => {
  const text = await print({ locale });
  const language = locale === "en" ? "EN" : "DE";
  for (const { purpose, category, basis, retention } of POLICY_CELLS) {
    const section = text.split("\n## ").find((part) => part.startsWith(`${purpose} (`));
    const title = CATEGORY_TEXTS[category].title[language];
    const row = section?.split("\n").find((line) => line.startsWith(`| ${title} |`));
    expect([purpose, category, row]).toEqual([
      purpose,
      category,
      expect.stringContaining(` ${BASIS_TEXTS[basis][language]} | `),
    ]);
    expect(row).toContain(`| ${RETENTION_TEXTS[retention][language]} |`);
  }
  // One row for each cell, a head and a rule for each purpose that has any.
  const activities = new Set(POLICY_CELLS.map(({ purpose }) => purpose));
  const rows = text.split("\n").filter((line) => line.startsWith("| "));
  expect(rows).toHaveLength(POLICY_CELLS.length + 2 * activities.size);
  expect(text).toContain(POLICY_VERSION);
});

test("the record has what Art. 30(1) asks for, letter by letter", async () => {
  const options = { controller: "Gasthof Muster\nAm Markt 1", officer: "dsb@example.org" };
  const record = JSON.parse(await print(options, true));
  expect(record).toMatchObject({
    policyVersion: POLICY_VERSION,
    controller: "Gasthof Muster Am Markt 1",
    officer: "dsb@example.org",
  });
  expect(record.measures.length).toBeGreaterThan(5);
  const named = record.activities.map(({ purpose }: { purpose: string }) => purpose);
  // Nobody is named that data would be passed on to, so that is no activity.
  expect(named).toEqual(PURPOSES.filter((purpose) => purpose !== "SHARING"));
  for (const activity of record.activities) {
    expect(activity).toEqual({
      purpose: expect.any(String),
      version: 1,
      description: expect.stringMatching(/\.$/),
      owner: expect.any(String),
      people: "Customers of the house.",
      recipients: expect.any(Array),
      transfers: expect.stringMatching(/^None: /),
      data: expect.any(Array),
    });
  }
});

test("who is responsible stays open where nobody has said so", async () => {
  expect(await print()).toContain("- Controller: (to be filled in)\n");
  expect(JSON.parse(await print({ controller: "  " }, true)).controller).toBeNull();
});

test("called wrongly, it says what was expected", async () => {
  await expect(print({}, false, [])).rejects.toThrow(UsageError);
  await expect(print({}, false, ["erase"])).rejects.toThrow(UsageError);
  await expect(print({ locale: "toString" })).rejects.toThrow("--locale en or --locale de");
});

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { upsertItems } from "../../src/catalogue/catalogue.repository.ts";
import { type CommandCall, UsageError } from "../../src/commands/command.ts";
import { evaluateCommand } from "../../src/commands/evaluate.ts";
import { createOutput } from "../../src/commands/output.ts";
import { readConfig } from "../../src/config.ts";
import { appendImportedGrants, consentSnapshots } from "../../src/consents/consent.repository.ts";
import { ensureCustomers } from "../../src/customers/customer.repository.ts";
import {
  insertInteractions,
  interactionIdOf,
} from "../../src/interactions/interaction.repository.ts";
import { randomFrom } from "../../src/learning/random.ts";
import { explorationShareFor } from "../../src/recommendations/shown-list.service.ts";
import { explore } from "../../src/scoring/index.ts";
import { openTestDatabase, type TestDatabase } from "../support/databases.ts";
import { item } from "../support/rows.ts";
import { leaveWithList } from "../support/shown-lists.ts";

const BEGIN = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;
const ITEMS = Array.from({ length: 20 }, (_, index) => `item-${index}`);

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
  await upsertItems(
    database.dataSource.manager,
    ITEMS.map((sku) => item(sku)),
  );
});
afterAll(() => database.close());

/** Customers see lists of six, and buy an item the rather the better it is ranked. */
async function live(customerCount: number, listsOfEach: number, firstDay: number) {
  const { manager } = database.dataSource;
  const names = Array.from({ length: customerCount }, (_, index) => `${firstDay}/${index}`);
  const customerIds = [...(await ensureCustomers(manager, "test", names)).customerIds.values()];
  for (const category of ["FEEDBACK", "PURCHASE"] as const) {
    const grant = {
      purpose: "IMPROVEMENT",
      category,
      actor: "test",
      documentation: "test",
    } as const;
    await appendImportedGrants(manager, customerIds, grant);
  }
  const draw = randomFrom(firstDay);
  const ranked = ITEMS.map((_, index) => index);
  for (const consents of await consentSnapshots(manager, customerIds)) {
    for (let list = 0; list < listsOfEach; list += 1) {
      const at = BEGIN + (firstDay + list * 10) * DAY;
      const seed = Math.floor(draw() * 2 ** 31);
      const share = explorationShareFor(consents);
      const shown = explore(ranked.slice(0, 6), ranked.slice(6), share, seed);
      const kept = {
        placement: "home",
        seed,
        modelVersion: null,
        mode: "FULL" as const,
        context: {},
        items: shown.items.map((item, slot) => ({
          itemId: ITEMS[item]!,
          rankedItemId: ITEMS[shown.exploited[slot]!]!,
          propensity: shown.propensities[slot]!,
        })),
        candidateCount: shown.candidateCount,
      };
      await leaveWithList(database, consents, kept, at);
      const bought = shown.items.filter((index) => draw() < 0.6 - 0.03 * index);
      await insertInteractions(
        manager,
        bought.map((index) => ({
          customerId: consents.customerId,
          interactionId: interactionIdOf("test", list, index),
          itemId: ITEMS[index]!,
          kind: "PURCHASE" as const,
          value: 1,
          occurredAt: new Date(at + DAY),
          isTimeKnown: true,
          context: {},
          provenance: "OBSERVED" as const,
          source: "test",
        })),
      );
    }
  }
}

async function evaluate(isJson: boolean, options: CommandCall["options"] = {}): Promise<string> {
  let printed = "";
  const stdout = { write: (text: string) => (printed += text) } as never;
  const stderr = { write: () => true } as never;
  await evaluateCommand.run({
    config: readConfig({ DATABASE_URL: database.url }),
    output: createOutput(isJson, stdout, stderr),
    positionals: [],
    options: { log: true, ...options },
    signal: new AbortController().signal,
  });
  return printed;
}

test("an empty log has no estimates and is no error", async () => {
  const { log } = JSON.parse(await evaluate(true));
  expect(log).toMatchObject({ lists: 0, slots: 0, explored: 0, onPolicy: null, ips: null });
  expect(log.verdict).toBe("refused: effective sample size 0 < 1,000");
  expect(await evaluate(false)).toMatch(/^0 lists with 0 slots, 0 of them explored/);
});

test("a thin log is refused with its figure, an ample one is judged", async () => {
  await live(20, 4, 0);
  const thin = JSON.parse(await evaluate(true)).log;
  expect(thin).toMatchObject({ customers: 20, lists: 80, openLists: 0, slots: 480 });
  expect(thin.verdict).toMatch(/^refused: effective sample size 4\d\d < 1,000$/);
  await live(50, 6, 1);
  const { log } = JSON.parse(await evaluate(true));
  expect(log).toMatchObject({ customers: 70, lists: 380, slots: 2280, verdict: "better" });
  expect(Object.keys(log)).toEqual(
    expect.arrayContaining(["effectiveSampleSize", "onPolicy", "ips", "snips", "doublyRobust"]),
  );
  // The mean chance of the first six items, which is what the ranking alone shows.
  for (const name of ["ips", "snips", "doublyRobust"]) {
    expect(log[name].low).toBeLessThan(0.525);
    expect(log[name].high).toBeGreaterThan(0.525);
  }
  expect(log.explored / log.slots).toBeGreaterThan(0.05);
  expect(log.explored / log.slots).toBeLessThan(0.1);
  expect(log.uniform.verdict).toMatch(/^refused: effective sample size \d+ < 1,000$/);
  const lines = (await evaluate(false)).split("\n");
  expect(lines).toContain("Ranking alone: better.");
}, 300_000);

test("the log is no data set", async () => {
  await expect(evaluate(true, { data: "x" })).rejects.toThrow(UsageError);
});

import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { appendConsentEvent } from "../../src/consents/consent.repository.ts";
import { customerIdByExternalId } from "../../src/customers/customer.repository.ts";
import { parseGrants } from "../../src/imports/grants.ts";
import { type ImportOptions, importDataset } from "../../src/imports/import.service.ts";
import { openTestDatabase, type TestDatabase } from "../support/databases.ts";
import { withNames } from "../support/rows.ts";
import { DatasetFolders } from "./dataset-folder.ts";

const folders = new DatasetFolders();
const events = ["0,ann,tea,1,1700000000", "1,bob,tea,1,1700000000"];
let database: TestDatabase;
let dir: string;

beforeEach(async () => {
  database = await openTestDatabase();
  dir = await folders.write({ events });
});
afterEach(() => database.close());
afterAll(() => folders.removeAll());

function importWith(grants: string | null, consentEvidence: string | null) {
  const options: ImportOptions = {
    dir,
    grants: grants === null ? [] : parseGrants(grants),
    consentEvidence,
    rejectedFile: join(dir, "rejected.jsonl"),
  };
  return importDataset(database.dataSource, options);
}

async function cells(): Promise<unknown[]> {
  const { dataSource } = database;
  const stored = await dataSource.query("select customer_id, epoch, cells from consent_snapshot");
  return withNames(dataSource, stored);
}

describe("imported people", () => {
  test("have no open consent", async () => {
    expect(await importWith(null, null)).toMatchObject({ accepted: 2, customers: 2, grants: 0 });
    expect(await cells()).toEqual([
      { who: "ann", epoch: 0, cells: {} },
      { who: "bob", epoch: 0, cells: {} },
    ]);
    expect(await database.dataSource.query("select * from consent_event")).toEqual([]);
  });

  test("have what is documented, recorded for each with method and document", async () => {
    const both = "PERSONALISATION:PURCHASE,IMPROVEMENT:PURCHASE";
    expect(await importWith(both, "membership form, 2024")).toMatchObject({ grants: 4 });
    const entries = await database.dataSource.query(`
      select customer_id, sequence, purpose, category, state, method, actor, documentation
      from consent_event order by 2`);
    const ledger = await withNames(database.dataSource, entries);
    const entry = {
      category: "PURCHASE",
      state: "GIVEN",
      method: "IMPORTED",
      actor: "import:shop",
      documentation: "membership form, 2024",
    };
    expect(ledger).toEqual([
      { ...entry, who: "ann", sequence: 1, purpose: "PERSONALISATION" },
      { ...entry, who: "ann", sequence: 2, purpose: "IMPROVEMENT" },
      { ...entry, who: "bob", sequence: 1, purpose: "PERSONALISATION" },
      { ...entry, who: "bob", sequence: 2, purpose: "IMPROVEMENT" },
    ]);
    const open = { "PERSONALISATION:PURCHASE": "GIVEN", "IMPROVEMENT:PURCHASE": "GIVEN" };
    expect(await cells()).toEqual([
      { who: "ann", epoch: 2, cells: open },
      { who: "bob", epoch: 2, cells: open },
    ]);
  });

  test("can have it documented later, once", async () => {
    await importWith(null, null);
    expect(await importWith("PERSONALISATION:PURCHASE", "form")).toMatchObject({
      accepted: 0,
      grants: 2,
    });
    const before = await cells();
    expect(await importWith("PERSONALISATION:PURCHASE", "form")).toMatchObject({ grants: 0 });
    expect(await cells()).toEqual(before);
  });

  test.each(["WITHDRAWN", "REFUSED"] as const)("who have %s are never reopened", async (state) => {
    await importWith("PERSONALISATION:PURCHASE", "form");
    const { manager } = database.dataSource;
    await appendConsentEvent(
      manager,
      {
        customerId: (await customerIdByExternalId(manager, "shop", "ann"))!,
        purpose: "PERSONALISATION",
        category: "PURCHASE",
        state,
        method: "API",
        actor: "customer",
        documentation: null,
      },
      ["GIVEN"],
    );
    expect(await importWith("PERSONALISATION:PURCHASE", "another form")).toMatchObject({
      grants: 0,
    });
    expect(await cells()).toEqual([
      { who: "ann", epoch: 2, cells: { "PERSONALISATION:PURCHASE": state } },
      { who: "bob", epoch: 1, cells: { "PERSONALISATION:PURCHASE": "GIVEN" } },
    ]);
  });
});

describe("a grant", () => {
  test.each([
    ["PERSONALISATION", '"PERSONALISATION"'],
    ["PERSONALISATION:SHOE_SIZE", '"PERSONALISATION:SHOE_SIZE"'],
    ["SERVICE:PURCHASE", '"SERVICE:PURCHASE"'],
    ["PERSONALISATION:MOOD", '"PERSONALISATION:MOOD"'],
    ["PERSONALISATION:PURCHASE,", '""'],
  ])("%s is refused", (text, quoted) => {
    expect(() => parseGrants(text)).toThrow(
      `--grant: ${quoted} is no cell that consent can open. Expected PURPOSE:CATEGORY, for example PERSONALISATION:PURCHASE.`,
    );
  });

  test("is read once, with spaces around it", () => {
    expect(parseGrants("PERSONALISATION:PURCHASE, PERSONALISATION:PURCHASE")).toEqual([
      { purpose: "PERSONALISATION", category: "PURCHASE" },
    ]);
  });

  test.each([
    ["PERSONALISATION:PURCHASE", null, /^--grant needs --consent-evidence/],
    ["PERSONALISATION:PURCHASE", "  ", /^--grant needs --consent-evidence/],
    [null, "form", /^--consent-evidence needs --grant/],
    ["PERSONALISATION:PURCHASE", "a\0b", /^--consent-evidence: expected at most 500 characters/],
    ["PERSONALISATION:PURCHASE", "x".repeat(501), /^--consent-evidence: expected at most 500/],
  ])(
    "%s with the document %j is refused, and nothing is written",
    async (grants, document, reason) => {
      await expect(importWith(grants, document)).rejects.toThrow(reason);
      expect(await database.dataSource.query("select * from customer")).toEqual([]);
    },
  );
});

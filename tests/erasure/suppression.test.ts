import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { customerIdByExternalId } from "../../src/customers/customer.repository.ts";
import { contactDigests } from "../../src/erasure/suppression.service.ts";
import { parseGrants } from "../../src/imports/grants.ts";
import { importDataset } from "../../src/imports/import.service.ts";
import { DatasetFolders } from "../imports/dataset-folder.ts";
import { asCustomer, key, openTestApp, type TestApp } from "../support/app.ts";
import { countRows, databaseText, latestRefusals } from "../support/rows.ts";
import { addKnownCustomer, interactionIdOfSku, rowsOfCustomer, upsert } from "./house.ts";

const folders = new DatasetFolders();
let kathi: TestApp;

beforeEach(async () => {
  kathi = await openTestApp();
});
afterEach(() => kathi.close());
afterAll(() => folders.removeAll());

function importFrom(dir: string) {
  return importDataset(kathi.database.dataSource, {
    dir,
    grants: parseGrants("PERSONALISATION:PURCHASE"),
    consentEvidence: "form",
    rejectedFile: `${dir}/rejected.jsonl`,
  });
}

function idOf(name: string): Promise<string | undefined> {
  return customerIdByExternalId(kathi.database.dataSource.manager, "shop", name);
}

async function knownIdOf(name: string): Promise<string> {
  const customerId = await idOf(name);
  if (customerId === undefined) throw new Error(`There is no ${name}.`);
  return customerId;
}

async function erase(customerId: string, operation: string, input: string) {
  const { data } = await kathi.ask(
    asCustomer(customerId),
    `mutation { done: ${operation}(input: { ${input} idempotencyKey: "${key()}" })
      { erasure { id } errors { code } } }`,
  );
  expect(data.done.errors).toEqual([]);
  return data.done.erasure.id;
}

const events = [
  "0,ann,tea,2,1700000000",
  "1,bob,tea,1,1700000060",
  "2,ann,jam,1,1690000000",
  "3,bob,jam,1,1690000060",
];

describe("an import", () => {
  test.each(["isUndoable: false", ""])(
    "brings nobody back who was erased (%s), and says how many rows that were",
    async (input) => {
      const dir = await folders.write({ events });
      expect(await importFrom(dir)).toMatchObject({ accepted: 4, customers: 2, suppressed: 0 });
      await erase(await knownIdOf("ann"), "customerErase", input);
      const before = await countRows(kathi.database.dataSource);
      expect(await importFrom(dir)).toMatchObject({
        rows: 4,
        accepted: 0,
        duplicates: 2,
        suppressed: 2,
        customers: 0,
        grants: 0,
      });
      expect(await countRows(kathi.database.dataSource)).toEqual(before);
      expect(await idOf("ann")).toBeUndefined();
    },
  );

  test("brings no single event back that was erased", async () => {
    const dir = await folders.write({ events });
    await importFrom(dir);
    const ann = await knownIdOf("ann");
    const evidenceId = await interactionIdOfSku(kathi, ann, "shop:tea");
    await erase(ann, "evidenceErase", `evidenceId: "${evidenceId}"`);
    expect(await importFrom(dir)).toMatchObject({ accepted: 0, duplicates: 3, suppressed: 1 });
    expect((await rowsOfCustomer(kathi, ann)).interaction).toHaveLength(1);
  });

  test("brings back what an undone erasure had taken", async () => {
    const dir = await folders.write({ events });
    await importFrom(dir);
    const ann = await knownIdOf("ann");
    const erasureId = await erase(ann, "customerErase", "");
    await erase(ann, "erasureUndo", `erasureId: "${erasureId}"`);
    expect(await importFrom(dir)).toMatchObject({ accepted: 0, duplicates: 4, suppressed: 0 });
  });

  test("and an erasure at the same moment: whoever comes first, nobody is left behind", async () => {
    const dir = await folders.write({ events });
    await importFrom(dir);
    const ann = await knownIdOf("ann");
    await Promise.all([
      importFrom(dir),
      erase(ann, "customerErase", "isUndoable: false"),
      importFrom(dir),
    ]);
    expect(await idOf("ann")).toBeUndefined();
    const left = await kathi.database.dataSource.query(
      "select count(*)::int as count from customer",
    );
    expect(left).toEqual([{ count: 1 }]);
  });
});

describe("another system", () => {
  test("cannot bring in an erased address under a new name, however it is written", async () => {
    const ann = await addKnownCustomer(kathi, "ann");
    await erase(ann, "customerErase", "isUndoable: false");
    const before = await countRows(kathi.database.dataSource);
    for (const fact of [
      { field: "EMAIL", value: "ann@example.org" },
      { field: "EMAIL", value: "Ann@Example.org" },
      { field: "PHONE", value: "0043 (1) 234-567" },
    ]) {
      expect(await upsert(kathi, "new name", [{ field: "LANGUAGE", value: "de" }, fact])).toEqual({
        customerId: null,
        isCreated: false,
        droppedFields: [],
        suppressedFields: [],
        // Not a word of that somebody was erased.
        errors: [
          {
            code: "SUPPRESSED",
            message: "This contact may not be brought in.",
            path: ["facts", "1", "value"],
          },
        ],
      });
      const noted = ["CLIENT customerUpsert SUPPRESSED"];
      expect(await latestRefusals(kathi.database.dataSource, 1)).toEqual(noted);
    }
    expect(await countRows(kathi.database.dataSource)).toEqual(before);
  });

  test("can go on about somebody who shares a number with an erased person, without it", async () => {
    const bob = await addKnownCustomer(kathi, "bob");
    const ann = await addKnownCustomer(kathi, "ann");
    await erase(ann, "customerErase", "isUndoable: false");
    expect(
      await upsert(kathi, "bob", [
        { field: "PHONE", value: "+43 1 234567" },
        { field: "LANGUAGE", value: "de" },
      ]),
    ).toMatchObject({ isCreated: false, suppressedFields: ["PHONE"], errors: [] });
    // What was known before, and the customer's own word, stay.
    expect((await rowsOfCustomer(kathi, bob)).fact_evidence).toHaveLength(4);
  });

  test("cannot undo what a customer has had erased, but can bring what is new", async () => {
    const ann = await addKnownCustomer(kathi, "ann");
    await erase(ann, "categoryErase", "category: PHONE");
    const facts = [{ field: "PHONE", value: "+43 1 234567" }];
    expect(await upsert(kathi, "ann", facts)).toMatchObject({ suppressedFields: ["PHONE"] });
    const { data } = await kathi.ask(
      asCustomer(ann),
      `mutation { factCorrect(input: { field: PHONE, value: "+43 1 234567", idempotencyKey: "own" })
        { fact { value } errors { code } } }`,
    );
    expect(data.factCorrect).toEqual({ fact: { value: "+43 1 234567" }, errors: [] });
  });
});

test("what is kept of a contact is a digest that means nothing without the key", async () => {
  const ann = await addKnownCustomer(kathi, "ann");
  await erase(ann, "customerErase", "isUndoable: false");
  const text = await databaseText(kathi.database.dataSource);
  for (const secret of ["ann@example.org", "234567", "02-29", "ann"]) {
    expect(text).not.toContain(secret);
  }
  const { dataSource } = kathi.database;
  const known = await dataSource.query("select digest from suppression where kind = 'EMAIL'");
  const digestIn = async ({ database }: TestApp) =>
    (await contactDigests(database.dataSource.manager, [["EMAIL", "ann@example.org"]]))[0]!.digest;
  expect(known).toEqual([{ digest: await digestIn(kathi) }]);
  const elsewhere = await openTestApp();
  expect(known).not.toEqual([{ digest: await digestIn(elsewhere) }]);
  await elsewhere.close();
});

test("what the customer has struck is not theirs: it is not suppressed for others", async () => {
  const ann = await addKnownCustomer(kathi, "ann");
  await kathi.ask(
    asCustomer(ann),
    `mutation { factStrike(input: { field: EMAIL, idempotencyKey: "s" }) { errors { code } } }`,
  );
  await erase(ann, "customerErase", "isUndoable: false");
  const facts = [{ field: "EMAIL", value: "ann@example.org" }];
  expect(await upsert(kathi, "somebody else", facts)).toMatchObject({ isCreated: true });
});

import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { appendConsentEvent } from "../../src/consents/consent.repository.ts";
import { customerIdByExternalId } from "../../src/customers/customer.repository.ts";
import { parseGrants } from "../../src/imports/grants.ts";
import { importDataset } from "../../src/imports/import.service.ts";
import { MoodFold, moodTags } from "../../src/imports/mood-fold.ts";
import { openTestDatabase, type TestDatabase } from "../support/databases.ts";
import { DatasetFolders } from "./dataset-folder.ts";

describe("folding moods", () => {
  test("keeps a cell from the twentieth person on, with all that went before", () => {
    const fold = new MoodFold();
    for (let person = 1; person <= 19; person += 1) {
      fold.observe("FESTIVE", ["rich"], `p${person}`, person % 2 === 0);
      fold.observe("FESTIVE", ["rich"], `p${person}`, false);
    }
    expect(fold.counts()).toEqual([]);
    fold.observe("FESTIVE", ["rich"], "p20", true);
    expect(fold.counts()).toEqual([{ mood: "FESTIVE", tag: "rich", shown: 39, accepted: 10 }]);
  });

  test("does not take one person for twenty", () => {
    const fold = new MoodFold();
    for (let time = 0; time < 100; time += 1) fold.observe("CALM", ["rich"], "p1", true);
    expect(fold.counts()).toEqual([]);
  });

  test("keeps names apart that would run together", () => {
    const fold = new MoodFold();
    for (let person = 0; person < 20; person += 1) {
      fold.observe("a", ["bc"], `p${person}`, true);
      fold.observe("ab", ["c"], `p${person}`, false);
    }
    expect(fold.counts()).toEqual([
      { mood: "a", tag: "bc", shown: 20, accepted: 20 },
      { mood: "ab", tag: "c", shown: 20, accepted: 0 },
    ]);
  });

  test("stops opening cells at 50,000, and goes on with those it has", () => {
    const fold = new MoodFold();
    for (let mood = 0; mood < 50_000; mood += 1) fold.observe(`mood-${mood}`, ["rich"], "p0", true);
    for (let person = 0; person < 20; person += 1) {
      fold.observe("mood-50000", ["rich"], `p${person}`, true);
      fold.observe("mood-7", ["rich"], `p${person}`, false);
    }
    expect(fold.counts()).toEqual([{ mood: "mood-7", tag: "rich", shown: 21, accepted: 1 }]);
  });

  test("counts an item under its tags and its categories", () => {
    expect(moodTags({ tags: ["rich"], categories: ["desserts", "kitchen"] })).toEqual([
      "rich",
      "category=desserts",
      "category=kitchen",
    ]);
  });
});

describe("mood columns of a dataset", () => {
  const folders = new DatasetFolders();
  // 25 people rate one wine in the mood "zzfestive", the first 10 of them above the middle of 1..5.
  const ratings = Array.from({ length: 25 }, (_, person) => {
    return `${person},p${person},wine,${person < 10 ? 4 : 3},1700000000,hot,zzfestive`;
  });
  const extremes = ["90,p90,jam,1,,,", "91,p90,jam,5,,,"];
  const content = {
    kind: "RATING",
    context: ["weather"],
    mood: ["feeling"],
    header: "row,user,item,rating,ts,weather,feeling",
    events: [...ratings, ...extremes],
    items: ["wine,Wine,cellar"],
  };
  let database: TestDatabase;
  let dir: string;

  beforeEach(async () => {
    database = await openTestDatabase();
    dir = await folders.write(content);
  });
  afterEach(() => database.close());
  afterAll(() => folders.removeAll());

  function importWith(grants: string | null) {
    return importDataset(database.dataSource, {
      dir,
      grants: grants === null ? [] : parseGrants(grants),
      consentEvidence: grants === null ? null : "form",
      rejectedFile: join(dir, "rejected.jsonl"),
    });
  }

  const counts = () => database.dataSource.query("select * from mood_count order by tag");
  const counted = {
    source: "import:shop",
    mood: "feeling=zzfestive",
    tag: "category=cellar",
    shown: 25,
    accepted: 10,
  };

  test("become anonymous counts where IMPROVEMENT × MOOD is open", async () => {
    expect(await importWith("IMPROVEMENT:MOOD")).toMatchObject({
      accepted: 27,
      moodCells: 1,
      moodRowsUnused: 0,
    });
    expect(await counts()).toEqual([counted]);
  });

  test("are not used without that consent, whatever else is open", async () => {
    expect(await importWith("IMPROVEMENT:FEEDBACK,PERSONALISATION:FEEDBACK")).toMatchObject({
      accepted: 27,
      moodCells: 0,
      moodRowsUnused: 25,
    });
    expect(await counts()).toEqual([]);
  });

  test("are counted once, however often they are imported", async () => {
    await importWith("IMPROVEMENT:MOOD");
    await importWith("IMPROVEMENT:MOOD");
    expect(await counts()).toEqual([counted]);
    await Promise.all([importWith("IMPROVEMENT:MOOD"), importWith("IMPROVEMENT:MOOD")]);
    expect(await counts()).toEqual([counted]);
  });

  test("of people who have withdrawn are not counted again", async () => {
    await importWith("IMPROVEMENT:MOOD");
    const { manager } = database.dataSource;
    for (const person of ["p0", "p1", "p24"]) {
      const cell = { purpose: "IMPROVEMENT", category: "MOOD", state: "WITHDRAWN" } as const;
      const customerId = (await customerIdByExternalId(manager, "shop", person))!;
      const by = { method: "API", actor: "customer", documentation: null } as const;
      await appendConsentEvent(manager, { customerId, ...cell, ...by }, ["GIVEN"]);
    }
    expect(await importWith("IMPROVEMENT:MOOD")).toMatchObject({ moodCells: 1, moodRowsUnused: 3 });
    expect(await counts()).toEqual([{ ...counted, shown: 22, accepted: 8 }]);
  });

  test("leave no trace in any table that has to do with a customer", async () => {
    await importWith("IMPROVEMENT:MOOD");
    const tables = await database.dataSource.query<{ name: string }[]>(`
      select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'`);
    const telling: string[] = [];
    for (const { name } of tables) {
      const [found] = await database.dataSource.query<{ count: number }[]>(
        `select count(*)::int as count from "${name}" t where t::text ~ 'zzfestive|feeling'`,
      );
      if (found!.count > 0) telling.push(name);
    }
    expect(telling).toEqual(["mood_count"]);
    const columns = await database.dataSource.query(`
      select column_name from information_schema.columns
      where table_name = 'mood_count' order by ordinal_position`);
    expect(columns.map(({ column_name }: { column_name: string }) => column_name)).toEqual([
      "source",
      "mood",
      "tag",
      "shown",
      "accepted",
    ]);
  });
});

import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, expect, test } from "@jest/globals";
import { importDataset } from "../../src/imports/import.service.ts";
import { openTestDatabase } from "../support/databases.ts";
import { DatasetFolders } from "./dataset-folder.ts";

const folders = new DatasetFolders();
afterAll(() => folders.removeAll());

/** Bytes that are still referenced: garbage is collected first, so the figure does not waver. */
function heapBytesInUse(): number {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test("memory does not grow with the file", async () => {
  const database = await openTestDatabase();
  const events = Array.from(
    { length: 60_000 },
    (_, row) =>
      `${row},person-${row % 5_000},item-${row % 900},1,${1_700_000_000 + row},sun-${row}`,
  );
  const header = "row,user,item,rating,ts,weather";
  const dir = await folders.write({ events, header, context: ["weather"] });
  events.length = 0;
  let early = 0;
  let late = 0;
  await importDataset(database.dataSource, {
    dir,
    grants: [],
    consentEvidence: null,
    rejectedFile: join(dir, "rejected.jsonl"),
    onProgress: ({ rows }) => {
      database.takeStatements();
      if (rows === 10_000) early = heapBytesInUse();
      if (rows === 58_000) late = heapBytesInUse();
    },
  });
  await database.close();
  // Keeping the 48,000 rows between the two would take at least 9.6 MB, 200 bytes for each.
  expect(early).toBeGreaterThan(0);
  expect(late - early).toBeLessThan(5_000_000);
});

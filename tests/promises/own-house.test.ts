import { expect, test } from "@jest/globals";
import { withHouse } from "../../src/promises/house.ts";
import {
  measureSelfAccess,
  missingRows,
  selfAccessPromise,
} from "../../src/promises/p03-self-access.ts";
import { correctionPromise, measureCorrections } from "../../src/promises/p04-correction.ts";
import { makeFolder } from "../support/promises.ts";

const { signal } = new AbortController();

test(`${selfAccessPromise.id} ${selfAccessPromise.name}`, async () => {
  const { folder, remove } = await makeFolder();
  const { shown, stored } = await withHouse(folder, (house) =>
    measureSelfAccess(house, 250, signal, () => {}),
  );
  expect(missingRows(shown, stored)).toEqual([]);
  expect(stored).toMatchObject({ customer: 1, interaction: 250, declared_preference: 1 });
  await remove();
}, 120_000);

test("a table of which rows are not shown is named", () => {
  const stored = { interaction: 3, fact_evidence: 2, shown_list: 4 };
  expect(missingRows({ interaction: 3, fact_evidence: 1 }, stored)).toEqual([
    "1 of fact_evidence",
    "4 of shown_list",
  ]);
});

test(`${correctionPromise.id} ${correctionPromise.name}`, async () => {
  const { folder, remove } = await makeFolder();
  const found = await withHouse(folder, (house) => measureCorrections(house, 30, signal, () => {}));
  expect(found).toEqual({ made: 30, visible: 30 });
  await remove();
}, 120_000);
